// SPDX-License-Identifier: MIT
//
// The ways in which bytes may arrive: whole, one at a time, in two pieces, in random pieces.

import TestSupport

enum Cuts {
    /// The input in one piece.
    static func whole(_ count: Int) -> [Range<Int>] { [0..<count] }

    /// The input byte by byte.
    static func bytewise(_ count: Int) -> [Range<Int>] { (0..<count).map { $0..<($0 + 1) } }

    /// The input in two pieces, for each place of the cut; of a long input, the places near its
    /// ends and some between.
    static func inTwo(_ count: Int) -> [[Range<Int>]] {
        let isLong = count > 1500
        return (1..<max(1, count)).compactMap { cut in
            guard !isLong || cut < 80 || count - cut < 20 || cut % 997 == 0 else { return nil }
            return [0..<cut, cut..<count]
        }
    }

    /// The input in random pieces, four times.
    static func random(_ count: Int, using generator: inout SeededGenerator) -> [[Range<Int>]] {
        (0..<4).map { _ in
            let longest = Int.random(in: 1...max(1, min(count, 64)), using: &generator)
            return random(count, longest: longest, using: &generator)
        }
    }

    private static func random(
        _ count: Int,
        longest: Int,
        using generator: inout SeededGenerator
    ) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while start < count {
            let end = min(count, start + Int.random(in: 1...longest, using: &generator))
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }
}
