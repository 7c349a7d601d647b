// SPDX-License-Identifier: MIT
//
// Runs the table of wire cases against a server on loopback: whole, byte by byte, and in pieces.
// Touches: the folder of the cases, loopback sockets, threads.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Wire cases over loopback", .serialized, .timeLimit(.minutes(2)))
struct WireTests {
    @Test(
        "Bytes sent in one piece over loopback lead to the events of their wire case",
        arguments: WireCaseFile.names
    )
    func whole(file: String) throws {
        let plays = try WireCaseFile.read(file).map { wireCase in
            WirePlay(wireCase: wireCase, pieces: [0..<wireCase.input.count])
        }
        try check(plays, withInterim: false)
    }

    @Test(
        "Bytes sent one by one over loopback lead to the events of their wire case",
        arguments: WireCaseFile.names
    )
    func bytewise(file: String) throws {
        let short = try WireCaseFile.read(file).filter { $0.input.count <= 250 }
        let plays = short.map { wireCase in
            let pieces = wireCase.input.indices.map { $0..<($0 + 1) }
            return WirePlay(wireCase: wireCase, pieces: pieces)
        }
        try check(plays, withInterim: true)
    }

    @Test(
        "Bytes sent in a few pieces over loopback lead to the events of their wire case",
        arguments: WireCaseFile.names
    )
    func pieces(file: String) throws {
        let plays = try WireCaseFile.read(file).flatMap { wireCase in
            [2, 3, 5, 7].map { count in
                WirePlay(wireCase: wireCase, pieces: wireCase.input.indices.inPieces(count))
            }
        }
        try check(plays, withInterim: false)
    }

    /// Plays cases and compares, without the interim responses where these depend on timing.
    private func check(_ plays: [WirePlay], withInterim: Bool) throws {
        let outcomes = try WireServer.play(plays)
        #expect(outcomes.count == plays.count)
        for outcome in outcomes {
            let wireCase = outcome.play.wireCase
            var expected = wireCase.allEvents
            var seen = outcome.events
            if !withInterim {
                expected.removeAll { $0 == .interim }
                seen.removeAll { $0 == .interim }
            }
            seen = WireEvent.projected(seen, onto: expected)
            let place = Self.place(of: wireCase)
            let comment: Comment = "\(wireCase.name), in \(outcome.play.pieces.count) pieces"
            #expect(seen == expected, comment, sourceLocation: place)
            if withInterim, let output = wireCase.output {
                let sent = WireText.encode(outcome.output)
                #expect(sent == WireText.encode(output), comment, sourceLocation: place)
            }
        }
    }

    /// The place of a case in its file, so that a failure points there.
    private static func place(of wireCase: WireCase) -> SourceLocation {
        SourceLocation(
            fileID: "WireCases/" + wireCase.file,
            filePath: WireCaseFile.folder + "/" + wireCase.file,
            line: wireCase.line,
            column: 1
        )
    }
}

extension Range<Int> {
    /// The range in that many pieces of about the same length.
    fileprivate func inPieces(_ pieces: Int) -> [Range<Int>] {
        (0..<pieces).map { piece in
            (count * piece / pieces)..<(count * (piece + 1) / pieces)
        }.filter { !$0.isEmpty }
    }
}
