// SPDX-License-Identifier: MIT
//
// HMAC with SHA-2 (RFC 2104, FIPS 198-1) through OpenSSL's EVP_MAC, with the key schedule computed
// once. All unsafe code for this is here.

internal import COpenSSL
internal import Synchronization

/// A key that authenticates messages; tests substitute one that fails.
package protocol MessageAuthenticator: AnyObject, Sendable {
    /// Returns the authentication tag of a message.
    ///
    /// - Throws: ``CryptographyError/unavailable`` if the library fails; there is no tag then.
    func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag
}

extension MessageAuthenticator {
    /// Returns in constant time whether a tag belongs to a message.
    package func isValid(
        _ tag: Span<UInt8>,
        for message: Span<UInt8>
    ) throws(CryptographyError) -> Bool {
        try self.tag(of: message).isEqual(to: tag)
    }
}

/// A key for HMAC, ready for use from any thread.
///
/// Hashing the key's two pads costs as much as a short message, so each context is keyed once and
/// then restarted (`EVP_MAC_init` without a key). A context serves one call at a time: overlapping
/// calls take further contexts, copied from the first and kept for later.
package final class HMAC: MessageAuthenticator {
    private struct Pool {
        /// Never lent out: the others are copied from it, under the lock.
        let template: KeyedContext
        var idle: [KeyedContext] = []
    }

    private let pool: Mutex<Pool>

    /// Prepares a key of any length.
    ///
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL has no such HMAC or no memory.
    package init(key: Span<UInt8>, _ algorithm: TokenAlgorithm) throws(CryptographyError) {
        let template = try KeyedContext(key: key, algorithm)
        pool = Mutex(Pool(template: template))
    }

    /// Prepares the key of a token service.
    package convenience init(key: SecretKey) throws(CryptographyError) {
        let algorithm = key.algorithm
        let template = try key.secret.withBytes { key throws(CryptographyError) in
            try KeyedContext(key: key, algorithm)
        }
        self.init(template)
    }

    private init(_ template: KeyedContext) {
        pool = Mutex(Pool(template: template))
    }

    /// Returns the authentication tag of a message.
    ///
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL fails; there is no tag then.
    /// - Complexity: Linear in the message; without allocation once its context exists.
    package func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag {
        let context = try borrow()
        let tag = try context.tag(of: message)
        pool.withLock { $0.idle.append(context) }
        return tag
    }

    private func borrow() throws(CryptographyError) -> KeyedContext {
        let context = pool.withLock { pool in
            pool.idle.popLast() ?? pool.template.copied()
        }
        guard let context else { throw .unavailable }
        return context
    }
}

/// Why a cryptographic function had no result: a fault of this machine, never of a token.
public enum CryptographyError: LogSafe, Equatable {
    /// The library lacks the algorithm or ran out of memory.
    case unavailable

    /// A fixed description.
    public var logDescription: String { "OpenSSL failed" }
}

/// The owner of one keyed `EVP_MAC_CTX`.
///
/// `@unchecked Sendable`: the pool removes a context under its lock before lending it, and takes it
/// back under the lock, so only one thread at a time uses it, and the lock orders the uses.
/// `@safe`: the pointer is private, valid from `init` to `deinit`, and freed once, in `deinit`.
@safe
private final class KeyedContext: @unchecked Sendable {
    private let context: OpaquePointer
    private let tagByteCount: Int

    init(key: Span<UInt8>, _ algorithm: TokenAlgorithm) throws(CryptographyError) {
        guard let context = unsafe Self.makeContext() else { throw .unavailable }
        unsafe self.context = context
        tagByteCount = algorithm.tagByteCount
        guard unsafe Self.setKey(key, algorithm, of: context) else { throw .unavailable }
    }

    private init(owning context: OpaquePointer, tagByteCount: Int) {
        unsafe self.context = context
        self.tagByteCount = tagByteCount
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// Returns another context with the same key, or nil if there is no memory.
    func copied() -> KeyedContext? {
        guard let copy = unsafe EVP_MAC_CTX_dup(context) else { return nil }
        return unsafe KeyedContext(owning: copy, tagByteCount: tagByteCount)
    }

    func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag {
        // Without a key, it starts again with the existing schedule.
        guard unsafe EVP_MAC_init(context, nil, 0, nil) == 1, update(message),
            let tag = AuthenticationTag(byteCount: tagByteCount, finish)
        else { throw .unavailable }
        return tag
    }

    private func update(_ message: Span<UInt8>) -> Bool {
        unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_MAC_update(context, message.baseAddress, message.count) == 1
        }
    }

    private func finish(_ room: inout MutableSpan<UInt8>) -> Int? {
        unsafe room.withUnsafeMutableBufferPointer { room in
            var count = 0
            // SAFETY: OpenSSL writes at most `room.count` bytes and says how many.
            let status = unsafe EVP_MAC_final(context, room.baseAddress, &count, room.count)
            return status == 1 ? count : nil
        }
    }

    private static func makeContext() -> OpaquePointer? {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        defer { unsafe EVP_MAC_free(algorithm) }  // The context holds a reference of its own.
        return unsafe EVP_MAC_CTX_new(algorithm)
    }

    private static func setKey(
        _ key: Span<UInt8>,
        _ algorithm: TokenAlgorithm,
        of context: OpaquePointer
    ) -> Bool {
        // An empty key must not be a null pointer: null means "keep the key that is there".
        let empty: [UInt8] = [0]
        return unsafe withParameters(digest: digest(of: algorithm)) { parameters in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe empty.withUnsafeBufferPointer { empty in
                    let start = unsafe key.baseAddress ?? empty.baseAddress
                    return unsafe EVP_MAC_init(context, start, key.count, parameters) == 1
                }
            }
        }
    }

    /// What OpenSSL calls the hash function of an algorithm.
    private static func digest(of algorithm: TokenAlgorithm) -> String {
        switch algorithm {
        case .hs256: "SHA256"
        case .hs384: "SHA384"
        case .hs512: "SHA512"
        }
    }

    /// Lends the parameters that choose the hash function: they point at two texts that live as
    /// long as the call, while a text passed to the constructor itself would not outlive that.
    private static func withParameters(
        digest: String,
        _ body: (UnsafePointer<OSSL_PARAM>?) -> Bool
    ) -> Bool {
        var name = Array(OSSL_MAC_PARAM_DIGEST.utf8CString)
        var digest = Array(digest.utf8CString)
        return unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                let parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(name.baseAddress, digest.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return unsafe parameters.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
            }
        }
    }
}
