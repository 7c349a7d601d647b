// SPDX-License-Identifier: MIT
//
// Stored hashes. The properties: a hash of bcrypt is accepted if and only if it has 60 characters, a
// known variant and a reasonable cost, and is canonical; nothing is computed for any other; and hashes
// of all schemes are within their bounds. Nothing is computed here: a cost of 16 takes four seconds.

import GatehouseSecurity
import Synchronization

enum HashTarget {
    private static let computations = Atomic(0)
    private static let count: Bcrypt.Function = { _, _ throws(PasswordHashError) in
        computations.add(1, ordering: .relaxed)
        throw .computationFailed
    }
    private static let context = (try? Bcrypt(cost: 12, compute: count))
        .map { PasswordContext(bcrypt: $0) }

    static func check(_ input: [UInt8]) {
        guard let context else { return require(false, "there is a context") }
        let hash = String(decoding: input, as: UTF8.self)
        let isWellFormed = isWellFormed(Array(hash.utf8))
        let parsed = try? BcryptHash(hash.utf8.span)
        require((parsed != nil) == isWellFormed, "a hash is parsed if it is well formed")
        let isWeaker = ["04", "05", "06", "07", "08", "09", "10", "11"]
            .contains { hash.dropFirst(4).hasPrefix($0 + "$") }
        require(
            context.needsRehash(hash) == (!isWellFormed || isWeaker),
            "a hash that is at least as strong is kept"
        )
        checkBounds(hash)

        computations.store(0, ordering: .relaxed)
        let matches = try? context.matches(Secret("secret"), hash)
        let computed = computations.load(ordering: .relaxed)
        require(matches == nil, "what was not computed does not match")
        require(computed == (isWellFormed ? 1 : 0), "only a well-formed hash costs a computation")
    }

    /// Whatever the scheme, what is accepted is within the bounds.
    private static func checkBounds(_ hash: String) {
        guard let stored = try? PasswordSchemes.parse(hash) else { return }
        require(hash.utf8.count <= HashBounds.maxHashByteCount, "the hash is short")
        require(stored.cost.memory <= HashBounds.maxMemory, "the memory is bounded")
        let amounts = [0, 72, 511, 512, 1024].map(stored.cost.amount(passwordByteCount:))
        require(amounts.allSatisfy { 0...HashBounds.maxTraffic ~= $0 }, "the work is bounded")
        require((try? PasswordHashKind(hash)) != nil, "the hash has a kind")
    }

    private static func isWellFormed(_ hash: [UInt8]) -> Bool {
        guard hash.count == 60 else { return false }
        let text = hash.map { Character(Unicode.Scalar($0)) }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(String(parts[1])),
            parts[2].count == 2, parts[2].allSatisfy({ "0"..."9" ~= $0 }),
            let cost = Int(String(parts[2])), (4...16).contains(cost)
        else { return false }
        let isAlphabet = parts[3].allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber) || "./".contains($0)
        }
        // The bits that the last characters have room for beyond 16 and 23 bytes are zero.
        let checksumEnds = ".CGKOSWaeimquy26"
        return isAlphabet && ".Oeu".contains(text[28]) && checksumEnds.contains(text[59])
    }
}
