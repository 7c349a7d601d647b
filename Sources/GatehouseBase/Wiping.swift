// SPDX-License-Identifier: MIT
//
// Overwrites memory that held a secret, in a way that the compiler cannot leave out.
// Unsafe: lends the memory to explicit_bzero(3).

internal import Glibc

extension [UInt8] {
    /// Overwrites the bytes with zeros and removes them.
    ///
    /// Where another array shares the memory, that one keeps its bytes.
    package mutating func wipe() {
        guard !isEmpty else { return }
        // The memory is the array's own for the length of the call.
        unsafe withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe explicit_bzero(start, bytes.count)
        }
        removeAll()
    }
}
