// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §4, RFC 7493 §2.3, RFC 7519 §4.

/// The names that an object has had so far, to refuse duplicates: readers differ in which of two
/// members they take, so a text with both could mean two things.
///
/// Names are compared as bytes, after unescaping. The first few are compared one by one and cost
/// no allocation. Beyond those, and from the first name with an escape, names go into a set, so
/// that an object with many members costs linear time.
package struct JSONNames: Sendable {
    private static let fewNames = 8

    private var plain = InlineArray<8, Range<Int>>(repeating: 0..<0)
    private var plainCount = 0
    private var copies: Set<[UInt8]> = []

    mutating func insert(_ name: JSONString, in bytes: Span<UInt8>) throws(JSONError) {
        guard copies.isEmpty, plainCount < Self.fewNames, !name.hasEscapes else {
            return try insertCopy(name, in: bytes)
        }
        for index in 0..<plainCount where areEqual(plain[index], name.range, in: bytes) {
            throw .duplicateName(at: name.range.lowerBound)
        }
        plain[plainCount] = name.range
        plainCount += 1
    }

    private mutating func insertCopy(
        _ name: JSONString,
        in bytes: Span<UInt8>
    ) throws(JSONError) {
        for index in 0..<plainCount {
            copies.insert(Array(bytes.extracting(plain[index])))
        }
        plainCount = 0
        guard copies.insert(try name.unescaped(in: bytes)).inserted else {
            throw .duplicateName(at: name.range.lowerBound)
        }
    }
}

private func areEqual(_ left: Range<Int>, _ right: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for offset in 0..<left.count
    where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
        return false
    }
    return true
}

extension [UInt8] {
    fileprivate init(_ bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
