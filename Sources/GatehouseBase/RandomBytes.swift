// SPDX-License-Identifier: MIT
//
// Touches: the kernel's random generator, through the standard library.

/// A source of random bytes: given a count, it returns that many.
///
/// Everything that needs randomness takes one as a parameter, so that tests are repeatable.
public typealias RandomSource = @Sendable (_ count: Int) -> [UInt8]

/// Random bytes from the kernel, for salts, token identifiers and keys.
public enum RandomBytes {
    /// Returns bytes that nobody can guess.
    ///
    /// They come from the standard library's `SystemRandomNumberGenerator`, which uses getrandom(2)
    /// on Linux and ends the process if the kernel provides none, since no secret can be made then.
    ///
    /// - Parameter count: How many bytes; a negative count is treated as 0.
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
