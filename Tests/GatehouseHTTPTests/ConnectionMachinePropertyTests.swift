// SPDX-License-Identifier: MIT

import GatehouseHTTP
import TestSupport
import Testing
import WireCaseSupport

@Suite("Properties of the connection machine")
struct ConnectionMachinePropertyTests {
    private static let seeds: ClosedRange<UInt64> = 1...12

    @Test(
        "Random bytes on a connection get the same verdict however they are cut",
        arguments: seeds
    )
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // The bytes that mean something, and those that may be anywhere.
        let alphabet = Array("GET / HTTP/1.1\r\n\r\n: a,0\t;\"\\=".utf8)
        for _ in 0..<100 {
            let isAny = Bool.random(using: &generator)
            let count = Int.random(in: 1...120, using: &generator)
            let input = (0..<count).map { _ in
                isAny
                    ? UInt8.random(in: 0...255, using: &generator)
                    : alphabet.randomElement(using: &generator) ?? 0
            }
            Self.check(input, limits: HTTPLimits(), using: &generator)
        }
    }

    @Test("Requests with random faults get the same verdict however they are cut", arguments: seeds)
    func mutations(seed: UInt64) throws {
        let cases = try WireCaseFile.names.flatMap(WireCaseFile.read)
        let corpus = cases.map(\.input).filter { (1...400).contains($0.count) }
        var mutator = Mutator(corpus: corpus, seed: seed)
        for _ in 0..<60 {
            let input = mutator.next()
            Self.check(input, limits: HTTPLimits(), using: &mutator.generator)
        }
    }

    @Test("Requests at tight limits get the same verdict however they are cut", arguments: seeds)
    func limits(seed: UInt64) throws {
        let cases = try WireCaseFile.names.flatMap(WireCaseFile.read)
        let corpus = cases.map(\.input).filter { (1...400).contains($0.count) }
        var mutator = Mutator(corpus: corpus, seed: seed)
        for _ in 0..<60 {
            let input = mutator.next()
            let limits = Self.tightLimits(using: &mutator.generator)
            Self.check(input, limits: limits, using: &mutator.generator)
        }
    }

    private static func tightLimits(using generator: inout SeededGenerator) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.maxHeadBytes = Int.random(in: 0...120, using: &generator)
        limits.maxTargetBytes = Int.random(in: 0...40, using: &generator)
        limits.maxMethodBytes = Int.random(in: 0...8, using: &generator)
        limits.maxFieldCount = Int.random(in: 0...4, using: &generator)
        limits.maxBodyBytes = Int.random(in: 0...12, using: &generator)
        limits.maxChunkOverheadBytes = Int.random(in: 0...12, using: &generator)
        return limits
    }

    /// Plays an input whole, byte by byte and in random pieces, and compares.
    private static func check(
        _ input: [UInt8],
        limits: HTTPLimits,
        using generator: inout SeededGenerator
    ) {
        var wireCase = WireCase(file: "", line: 0, name: "")
        wireCase.input = input
        wireCase.limits = limits
        let whole = Conversation.play(wireCase, pieces: Cuts.whole(input.count))
        if !isOrderly(whole.events) {
            Issue.record("events after the end: \(whole.events) for \(WireText.encode(input))")
        }
        let cuts = [Cuts.bytewise(input.count)] + Cuts.random(input.count, using: &generator)
        for pieces in cuts {
            let other = Conversation.play(wireCase, pieces: pieces)
            guard !whole.agrees(with: other) else { continue }
            Issue.record(
                """
                \(WireText.encode(input)) with \(limits) gives \(whole.events), \
                but \(other.events) in the pieces \(pieces)
                """
            )
            return
        }
    }

    /// Whether nothing but the close follows a refusal, and nothing follows the close.
    private static func isOrderly(_ events: [WireEvent]) -> Bool {
        zip(events, events.dropFirst()).allSatisfy { event, next in
            switch event {
            case .refused: next == .closed
            case .closed, .waits: false
            case .request, .interim: true
            }
        }
    }
}

/// Makes new inputs from known ones.
private struct Mutator {
    let corpus: [[UInt8]]
    var generator: SeededGenerator

    init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        generator = SeededGenerator(seed: seed)
    }

    /// Returns one or two known inputs with a few faults.
    mutating func next() -> [UInt8] {
        var bytes = pick()
        if Bool.random(using: &generator) { bytes += pick() }
        for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&bytes) }
        return bytes
    }

    private mutating func pick() -> [UInt8] {
        corpus.randomElement(using: &generator) ?? []
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard let place = bytes.indices.randomElement(using: &generator) else { return }
        let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
        let telling = Array("\r\n\t :,;=\"\\0aF/?*%\u{0}\u{7F}".utf8)
        let byte = telling.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default: bytes.insert(contentsOf: Array(repeating: byte, count: 40), at: place)
        }
    }
}
