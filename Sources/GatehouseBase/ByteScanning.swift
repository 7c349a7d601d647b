// SPDX-License-Identifier: MIT
//
// Searches and comparisons over spans of bytes, sixteen at a time where that pays.
// Unsafe: loads sixteen bytes at once, and lends memory to `append`.

extension Span<UInt8> {
    /// Returns the index of the first control character (below 0x20, or 0x7F) at or after `start`,
    /// or `count` if there is none.
    package func firstControl(from start: Int) -> Int {
        var index = start
        while count - index >= 16 {
            // SAFETY: the loop condition leaves sixteen bytes; any sixteen bytes are a vector.
            let chunk = unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: index,
                as: SIMD16<UInt8>.self
            )
            let low = chunk .< SIMD16<UInt8>(repeating: 0x20)
            let delete = chunk .== SIMD16<UInt8>(repeating: 0x7F)
            let found = low .| delete
            if let offset = found.firstSetLane { return index + offset }
            index += 16
        }
        while index < count {
            if self[index] < 0x20 || self[index] == 0x7F { return index }
            index += 1
        }
        return count
    }

    /// Returns the index of the first `byte` within `range`, or nil.
    @inlinable
    package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Returns whether every byte of `range` is in the class.
    @inlinable
    package func contains(only byteClass: ByteClass, in range: Range<Int>) -> Bool {
        for index in range where !byteClass.contains(self[index]) { return false }
        return true
    }

    /// Returns `range` without optional white space at its ends (RFC 9110 §5.6.3).
    @inlinable
    package func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isWhitespace { lower += 1 }
        while lower < upper, self[upper - 1].isWhitespace { upper -= 1 }
        return lower..<upper
    }

    /// Returns whether `range` holds the text, ignoring ASCII case; the text must be lower case.
    @inlinable
    package func matches(_ lowercasedText: String, in range: Range<Int>) -> Bool {
        guard lowercasedText.utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in lowercasedText.utf8 {
            if self[index].lowercased != byte { return false }
            index += 1
        }
        return true
    }

    /// Copies `range` into a string; bytes that are not UTF-8 become U+FFFD.
    package func string(in range: Range<Int>) -> String {
        let part = extracting(range)
        if let valid = try? UTF8Span(validating: part) { return String(copying: valid) }
        return String(decoding: part.array(), as: UTF8.self)
    }

    /// Copies the bytes into an array.
    package func array() -> [UInt8] {
        [UInt8](capacity: count) { output in
            for index in 0..<count { output.append(self[index]) }
        }
    }
}

extension [UInt8] {
    /// Appends a range of a span.
    package mutating func append(_ bytes: Span<UInt8>, in range: Range<Int>) {
        // SAFETY: the pointer is valid for the call, and `append` copies from it.
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension SIMDMask<SIMD16<UInt8>.MaskStorage> {
    /// The index of the lowest set lane, or nil.
    @inline(__always)
    fileprivate var firstSetLane: Int? {
        // SAFETY: both types are sixteen bytes without padding.
        let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
        if halves[0] != 0 { return halves[0].trailingZeroBitCount >> 3 }
        if halves[1] != 0 { return 8 + (halves[1].trailingZeroBitCount >> 3) }
        return nil
    }
}
