// SPDX-License-Identifier: MIT
//
// What the functions in C have in common.
// Unsafe: lends memory to them.

enum HashInput {
    /// Refuses a password that ends in a NUL, for functions that use it as the key of HMAC.
    static func checkLastByte(of password: Secret) throws(PasswordHashError) {
        let endsInNUL = password.withBytes { bytes in
            !bytes.isEmpty && bytes[bytes.count - 1] == 0
        }
        guard !endsInNUL else { throw .passwordContainsNUL }
    }

    /// Lends the memory of two inputs and an output for a call.
    static func withPointers<Result>(
        _ password: Span<UInt8>,
        _ salt: [UInt8],
        _ output: inout [UInt8],
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) ->
            Result
    ) -> Result {
        unsafe password.withUnsafeBytes { password in
            unsafe salt.withUnsafeBytes { salt in
                unsafe output.withUnsafeMutableBytes { output in
                    unsafe body(password, salt, output)
                }
            }
        }
    }
}
