// SPDX-License-Identifier: MIT

/// A name as a key: two are equal if their bytes are, while Swift's `==` for strings considers "é"
/// as one code point and as two equal.
struct NameKey: Hashable, Sendable {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    static func == (left: NameKey, right: NameKey) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8)
    }

    /// Equal bytes are equal strings, so the string's own hash will do.
    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}
