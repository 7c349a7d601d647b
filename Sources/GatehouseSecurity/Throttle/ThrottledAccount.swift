// SPDX-License-Identifier: MIT

extension LoginThrottle {
    /// An account as the throttle knows it: 16 bytes made from the name that was typed.
    ///
    /// People type passwords into the field for the name. So names are neither kept nor sent to
    /// other instances, and a long one takes no more memory than a short one. With 128 bits no two
    /// names meet by chance, and without the key nobody can make them meet.
    package struct Account: Hashable, Sendable {
        private let high: UInt64
        private let low: UInt64

        /// Takes the 16 bytes that another instance has made; nil for any other number.
        package init?(bytes: some Collection<UInt8>) {
            guard bytes.count == 16 else { return nil }
            self.init(
                high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
            )
        }

        init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }

        /// Takes the first 16 bytes of a longer tag.
        fileprivate init(_ tag: AuthenticationTag) {
            let bytes = tag.array
            high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            low = bytes.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// The 16 bytes.
        package var bytes: [UInt8] {
            [high, low].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
            }
        }
    }

    /// Makes accounts from names; instances that have the same key make the same.
    package struct AccountNaming: Sendable {
        private let mac: HMAC

        /// Prepares a key.
        ///
        /// - Parameter key: May be the key that signs tokens. The key for names is derived from it,
        ///   since half a signature would otherwise be shown for a name that looks like a token.
        /// - Throws: ``CryptographyError/unavailable`` if OpenSSL fails.
        package init(key: SecretKey) throws(CryptographyError) {
            let label = Array("gatehouse: names in the login throttle".utf8)
            let derived = try HMAC(key: key).tag(of: label.span)
            mac = try HMAC(key: derived.array.span, .hs256)
        }

        /// Returns the account of a name, whether it exists or not.
        ///
        /// Names are told apart by their bytes.
        ///
        /// - Throws: ``CryptographyError/unavailable`` if OpenSSL fails.
        package func account(_ name: String) throws(CryptographyError) -> Account {
            Account(try mac.tag(of: name.utf8.span))
        }
    }
}
