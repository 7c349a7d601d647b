// SPDX-License-Identifier: MIT
//
// Searches without regard to speed, which the targets compare the sources against.

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8>, Index == Int {
    /// The index at which the text first occurs, or nil.
    func firstIndex(of text: String) -> Int? {
        indices.first { self[$0...].starts(with: text.utf8) }
    }

    /// The pieces between the occurrences of the text.
    func pieces(between text: String) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = self[startIndex...]
        while let end = rest.firstIndex(of: text) {
            pieces.append(rest[..<end])
            rest = rest[(end + text.utf8.count)...]
        }
        return pieces + [rest]
    }

    /// The bytes without spaces and tabs at either end.
    var trimmed: ArraySlice<UInt8> {
        var rest = self[startIndex...].drop { $0 == 0x20 || $0 == 0x09 }
        while rest.last == 0x20 || rest.last == 0x09 { rest.removeLast() }
        return rest
    }
}

extension Sequence<UInt8> {
    /// Whether the bytes, decoded as UTF-8 with U+FFFD for invalid ones, are the text byte for
    /// byte.
    func read(as text: String) -> Bool {
        String(decoding: Array(self), as: UTF8.self).utf8.elementsEqual(text.utf8)
    }

    /// Whether the bytes are the text, ignoring ASCII case.
    func matches(_ lowercasedText: String) -> Bool {
        elementsEqual(lowercasedText.utf8) { (0x41...0x5A).contains($0) ? $0 + 32 == $1 : $0 == $1 }
    }
}
