// SPDX-License-Identifier: MIT
//
// Runs the table of wire cases: each case whole, byte by byte, cut at each place and cut at random.
// Touches: the folder of the cases.

import GatehouseHTTP
import TestSupport
import Testing
import WireCaseSupport

@Suite("Wire cases")
struct WireCaseTests {
    @Test("Every wire case has a name of its own")
    func names() throws {
        let cases = try WireCaseFile.names.flatMap(WireCaseFile.read)
        #expect(cases.count >= 600)
        #expect(Set(cases.map(\.name)).count == cases.count)
    }

    @Test(
        "Bytes that arrive one by one lead to the events of their wire case",
        arguments: WireCaseFile.names
    )
    func events(file: String) throws {
        for wireCase in try WireCaseFile.read(file) {
            let count = wireCase.input.count
            let conversation = Conversation.play(wireCase, pieces: Cuts.bytewise(count))
            let seen = WireEvent.projected(conversation.events, onto: wireCase.allEvents)
            #expect(
                seen == wireCase.allEvents,
                "\(wireCase.name)",
                sourceLocation: Self.location(wireCase)
            )
            if let output = wireCase.output {
                #expect(
                    WireText.encode(conversation.output) == WireText.encode(output),
                    "\(wireCase.name)",
                    sourceLocation: Self.location(wireCase)
                )
            }
        }
    }

    @Test(
        "The verdict on a wire case does not depend on how its bytes are cut",
        arguments: WireCaseFile.names
    )
    func cuts(file: String) throws {
        var generator = SeededGenerator(seed: 1)
        for wireCase in try WireCaseFile.read(file) {
            let count = wireCase.input.count
            var cuts = [Cuts.whole(count)] + Cuts.inTwo(count)
            cuts += Cuts.random(count, using: &generator)
            let byByte = Conversation.play(wireCase, pieces: Cuts.bytewise(count))
            for pieces in cuts {
                let other = Conversation.play(wireCase, pieces: pieces)
                guard !byByte.agrees(with: other) else { continue }
                Issue.record(
                    "\(wireCase.name): \(pieces) gives \(other.events), bytes \(byByte.events)",
                    sourceLocation: Self.location(wireCase)
                )
                break
            }
        }
    }

    @Test(
        "The end of the bytes does not change the verdict on those before it",
        arguments: WireCaseFile.names
    )
    func end(file: String) throws {
        for wireCase in try WireCaseFile.read(file) where wireCase.ending == .open {
            var ended = wireCase
            ended.ending = .end
            let pieces = Cuts.whole(wireCase.input.count)
            let waiting = Conversation.play(wireCase, pieces: pieces)
            let conversation = Conversation.play(ended, pieces: pieces)
            #expect(
                conversation.events == waiting.events.dropLast() + [.closed],
                "\(wireCase.name)",
                sourceLocation: Self.location(wireCase)
            )
        }
    }

    @Test(
        "A connection that a wire case has closed stays closed, whatever arrives",
        arguments: WireCaseFile.names
    )
    func afterwards(file: String) throws {
        for wireCase in try WireCaseFile.read(file) {
            var conversation = Conversation.play(wireCase, pieces: Cuts.whole(wireCase.input.count))
            guard conversation.isClosed else { continue }
            let before = conversation.events
            conversation.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.end()
            #expect(
                conversation.events == before,
                "\(wireCase.name)",
                sourceLocation: Self.location(wireCase)
            )
        }
    }

    /// The place of a case in its file, so that a failure points there.
    private static func location(_ wireCase: WireCase) -> SourceLocation {
        SourceLocation(
            fileID: "WireCases/" + wireCase.file,
            filePath: WireCaseFile.folder + "/" + wireCase.file,
            line: wireCase.line,
            column: 1
        )
    }
}
