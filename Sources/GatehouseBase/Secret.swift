// SPDX-License-Identifier: MIT
//
// Unsafe: memory of its own, wiped with explicit_bzero(3), which the compiler cannot optimise away.

internal import Glibc

/// A secret that prints, dumps and reflects as `<redacted>`.
public protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
}

extension Redacted {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror without children, so that `dump` and debuggers show nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A password, a token or a key, as bytes.
///
/// However it is printed, it prints `<redacted>`; code that needs the bytes asks for them by name.
/// It has no `==`, since the time to compare secrets must not depend on them. Copies share one
/// piece of memory, which is wiped when the last copy is gone.
///
/// `@unchecked Sendable`: the storage is never written between its creation and its destruction.
public struct Secret: @unchecked Sendable {
    private let storage: SecretStorage

    /// Creates a secret from bytes.
    public init(bytes: some Collection<UInt8>) {
        storage = SecretStorage.make(bytes)
    }

    /// Creates a secret from a copy of the bytes.
    package init(copying bytes: Span<UInt8>) {
        storage = SecretStorage.make(bytes)
    }

    /// Creates a secret from the UTF-8 bytes of a text, neither trimmed nor normalised.
    public init(_ text: String) {
        self.init(bytes: text.utf8)
    }

    /// The number of bytes.
    public var count: Int { storage.count }

    /// Whether the secret has no bytes.
    public var isEmpty: Bool { count == 0 }

    /// Lends the bytes for the duration of the call.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withBytes(body)
    }

    /// The secret as a string; bytes that are not UTF-8 become U+FFFD.
    ///
    /// This is a copy whose memory is not wiped: prefer `withBytes(_:)`.
    public var value: String {
        withBytes { bytes in bytes.string(in: 0..<bytes.count) }
    }
}

extension Secret: Redacted {}

/// The memory of a secret: its length, followed by the bytes.
///
/// `@safe`: the pointers are valid as long as the object, and are lent only for a call.
@safe
private final class SecretStorage: ManagedBuffer<Int, UInt8> {
    static func make(_ bytes: some Collection<UInt8>) -> SecretStorage {
        let count = bytes.count
        let buffer = SecretStorage.create(minimumCapacity: count) { _ in count }
        unsafe buffer.withUnsafeMutablePointerToElements { start in
            let memory = unsafe UnsafeMutableBufferPointer(start: start, count: count)
            _ = unsafe memory.initialize(fromContentsOf: bytes)
        }
        return unsafe unsafeDowncast(buffer, to: SecretStorage.self)
    }

    static func make(_ bytes: Span<UInt8>) -> SecretStorage {
        unsafe bytes.withUnsafeBufferPointer { bytes in unsafe make(bytes) }
    }

    var count: Int { header }

    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeMutablePointers { header, start throws(Failure) in
            let bytes = unsafe UnsafeBufferPointer(start: start, count: header.pointee)
            return try unsafe body(bytes.span)
        }
    }

    deinit {
        unsafe withUnsafeMutablePointers { header, start in
            unsafe explicit_bzero(start, header.pointee)
        }
    }
}

extension [UInt8] {
    /// Appends a range of a span; if the array has to move to larger memory, its old memory is wiped.
    package mutating func appendSecretly(_ bytes: Span<UInt8>, in range: Range<Int>) {
        let needed = count + range.count
        if needed > capacity {
            var larger: [UInt8] = []
            larger.reserveCapacity(Swift.max(needed, 2 * capacity))
            larger.append(contentsOf: self)
            wipe()
            self = larger
        }
        append(bytes, in: range)
    }

    /// Overwrites the bytes with zeros and removes them.
    ///
    /// If another array shares the memory, that one keeps its bytes.
    package mutating func wipe() {
        guard !isEmpty else { return }
        // SAFETY: the memory is the array's own for the duration of the call.
        unsafe withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe explicit_bzero(start, bytes.count)
        }
        removeAll()
    }
}
