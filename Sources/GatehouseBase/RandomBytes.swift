// SPDX-License-Identifier: MIT
//
// Random bytes for salts, token identifiers and keys, from the kernel's generator.
// Touches: the kernel, through the standard library.

/// A source of random bytes: given a count, it returns that many.
///
/// Everything that needs randomness takes one as a parameter, so that a test can be repeated.
public typealias RandomSource = @Sendable (_ count: Int) -> [UInt8]

/// Random bytes from the kernel.
public enum RandomBytes {
    /// Returns bytes that nobody can guess.
    ///
    /// They come from the standard library's `SystemRandomNumberGenerator`, which on Linux is
    /// getrandom(2), and which ends the process where the kernel gives none: no secret can be made
    /// then.
    ///
    /// - Parameter count: How many bytes; less than 0 counts as 0.
    /// - Returns: An array of exactly `count` bytes.
    @Sendable
    public static func system(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, count))
        while bytes.count < count {
            var word = generator.next()
            for _ in 0..<min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return bytes
    }
}
