// SPDX-License-Identifier: MIT

/// A way of hashing passwords whose stored hashes can be verified.
package protocol PasswordScheme: Sendable {
    /// Understands a stored hash, without computing anything.
    ///
    /// - Parameter text: The hash, of at most ``HashBounds/maxHashByteCount`` bytes.
    /// - Returns: The hash; nil if it is of another scheme, judging by how it begins.
    /// - Throws: Why it cannot be used: it is malformed, or its cost makes it an attack.
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash?
}

/// A scheme that also makes new hashes, with a cost of its own.
package protocol PasswordHasher: PasswordScheme {
    /// A hash of nobody's password, as costly as a new one.
    var sample: StoredHash { get }

    /// Makes a hash with a fresh salt.
    func hash(_ password: Secret) throws(PasswordHashError) -> String

    /// Returns whether a new hash should take the place of a stored one, because it is stronger.
    func improves(on hash: StoredHash) -> Bool
}

/// The schemes whose hashes are verified.
///
/// Each is one file, and one element of the list.
package enum PasswordSchemes {
    package static let all: [any PasswordScheme] = [
        Bcrypt.standard, PasslibBcryptSHA256(), Argon2(), DjangoPBKDF2(), DjangoScrypt(),
        DjangoBcrypt(), DjangoBcryptSHA256(), WerkzeugPBKDF2(), WerkzeugScrypt(), PasslibPBKDF2(),
        PasslibScrypt(), SHACrypt(), Yescrypt(), ScryptCrypt(),
    ]

    /// Understands a stored hash of any scheme in a list.
    ///
    /// - Throws: `.unsupportedScheme`, or why its scheme refuses the hash.
    package static func parse(
        _ hash: String,
        by schemes: [any PasswordScheme] = all
    ) throws(PasswordHashError) -> StoredHash {
        guard let text = HashText(hash) else { throw .malformedHash }
        for scheme in schemes {
            if let stored = try scheme.parse(text) { return stored }
        }
        throw .unsupportedScheme
    }
}

/// Why a password cannot be hashed, or cannot be compared with a hash.
///
/// A client sees the same response for all.
public enum PasswordHashError: LogSafe, Equatable {
    /// The password is longer than the scheme reads; it is never truncated.
    case passwordTooLong
    /// The password contains a NUL, where the scheme would stop reading.
    case passwordContainsNUL
    /// No available scheme has hashes that begin like this one.
    case unsupportedScheme
    /// The hash begins like one of the scheme but is malformed.
    case malformedHash
    /// The cost is out of range: too cheap for a hash, or so expensive that it is an attack.
    case costOutOfRange
    /// The library that computes the scheme, libargon2, is not installed.
    case libraryMissing
    /// The library failed, for lack of memory or because it refuses the hash.
    case computationFailed

    /// What went wrong, in fixed words.
    public var logDescription: String {
        switch self {
        case .passwordTooLong: "password too long"
        case .passwordContainsNUL: "password with a NUL"
        case .unsupportedScheme: "password hash of an unknown scheme"
        case .malformedHash: "password hash malformed"
        case .costOutOfRange: "password hash with a cost out of range"
        case .libraryMissing: "libargon2.so.1 (Debian: libargon2-1) is not installed"
        case .computationFailed: "the computation of a password hash failed"
        }
    }
}
