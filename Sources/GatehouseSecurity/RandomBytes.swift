// SPDX-License-Identifier: MIT
//
// Random bytes for salts, token identifiers and keys, from the kernel's generator (getentropy).
// Touches: the kernel.

internal import Glibc

/// A source of random bytes: given a count, it returns that many.
///
/// Everything that needs randomness takes one as a parameter, so that a test can be repeated.
public typealias RandomSource = @Sendable (_ count: Int) -> [UInt8]

/// Random bytes from the kernel.
public enum RandomBytes {
    /// Returns bytes that nobody can guess.
    ///
    /// `getentropy` can only fail on a kernel without it (before Linux 3.17) or in a sandbox that
    /// forbids it. No secret can be made then, so the process ends rather than go on with none.
    ///
    /// - Parameter count: How many bytes, 0 to 256 (the bound of `getentropy`).
    /// - Returns: An array of exactly `count` bytes.
    @Sendable
    public static func system(count: Int) -> [UInt8] {
        precondition((0...256).contains(count), "getentropy gives at most 256 bytes a call")
        var bytes = [UInt8](repeating: 0, count: count)
        // The buffer holds for the call and has room for `count` bytes.
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe getentropy(buffer.baseAddress, buffer.count)
        }
        precondition(status == 0, "the kernel gives no random bytes")
        return bytes
    }
}
