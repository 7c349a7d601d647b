// SPDX-License-Identifier: MIT
//
// Calls libxcrypt's crypt_rn: one password and one setting in, one hash out, and nothing of them
// left in memory. All unsafe code for this is here.

internal import CCrypt
internal import Glibc

package enum Crypt {
    /// The maximum length of a password in bytes, one less than the library's buffer for its NUL.
    package static let maxPasswordByteCount = Int(CRYPT_MAX_PASSPHRASE_SIZE) - 1

    /// Computes the hash of a password, from any thread.
    ///
    /// The library reads C strings: a NUL inside is refused here, since it would truncate the
    /// password. Limits of a single scheme, such as bcrypt's 72 bytes, are up to that scheme.
    ///
    /// - Parameters:
    ///   - password: The password's bytes.
    ///   - setting: Scheme, cost and salt, or a whole hash that begins with them.
    /// - Returns: The setting, followed by the checksum.
    /// - Throws: `.passwordTooLong`, `.passwordContainsNUL`, or `.computationFailed` if the library
    ///   refuses the setting.
    package static func hash(
        _ password: Span<UInt8>,
        setting: Span<UInt8>
    ) throws(PasswordHashError) -> [UInt8] {
        guard password.count <= maxPasswordByteCount else { throw .passwordTooLong }
        guard !contains(0, in: password) else { throw .passwordContainsNUL }
        guard setting.count < Int(CRYPT_OUTPUT_SIZE), !contains(0, in: setting)
        else { throw .computationFailed }
        guard let hash = compute(password, setting: setting) else { throw .computationFailed }
        return hash
    }

    /// Computes the hash of a password by the setting of a stored hash, and compares.
    ///
    /// - Throws: The same as `hash(_:setting:)`.
    static func matches(_ password: Secret, _ hash: [UInt8]) throws(PasswordHashError) -> Bool {
        let computed = try password.withBytes { password throws(PasswordHashError) in
            try Self.hash(password, setting: hash.span)
        }
        return ConstantTime.areEqual(computed.span, hash.span)
    }

    /// Runs crypt_rn on a work area of 32 KiB, which is zeroed before it is freed.
    private static func compute(_ password: Span<UInt8>, setting: Span<UInt8>) -> [UInt8]? {
        let size = MemoryLayout<crypt_data>.size
        let area = UnsafeMutableRawPointer.allocate(
            byteCount: size,
            alignment: MemoryLayout<crypt_data>.alignment
        )
        unsafe area.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            unsafe explicit_bzero(area, size)
            unsafe area.deallocate()
        }
        // SAFETY: the area is zeroed and both texts are shorter than their fields, so each ends in
        // a NUL.
        let passwordStart = unsafe area + passwordOffset
        let settingStart = unsafe area + settingOffset
        unsafe copy(password, to: passwordStart)
        unsafe copy(setting, to: settingStart)
        guard
            let hash = unsafe crypt_rn(
                passwordStart.assumingMemoryBound(to: CChar.self),
                settingStart.assumingMemoryBound(to: CChar.self),
                area,
                CInt(size)
            )
        else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: hash, count: strlen(hash)))
    }

    /// The fields of `struct crypt_data` that are meant for the caller's two texts.
    private static let settingOffset = Int(CRYPT_OUTPUT_SIZE)
    private static let passwordOffset = 2 * Int(CRYPT_OUTPUT_SIZE)

    private static func copy(_ text: Span<UInt8>, to start: UnsafeMutableRawPointer) {
        unsafe text.withUnsafeBytes { text in
            guard let source = text.baseAddress else { return }
            unsafe start.copyMemory(from: source, byteCount: text.count)
        }
    }

    private static func contains(_ byte: UInt8, in text: Span<UInt8>) -> Bool {
        text.indices.contains { text[$0] == byte }
    }
}
