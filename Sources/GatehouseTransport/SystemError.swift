// SPDX-License-Identifier: MIT
//
// The error number of a system call as a typed value.
// Specification: errno(3). Touches: the calling thread's error number.

import Glibc

/// Why a system call failed.
struct SystemError: Error, Equatable {
    /// The error number, such as `EMFILE`.
    let code: Int32

    /// What a call on a socket comes to that the server itself has closed.
    static var closed: SystemError { SystemError(code: EBADF) }

    /// The reason for which the last call of this thread failed.
    static var last: SystemError { SystemError(code: errno) }

    /// The system's words for it.
    var text: String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }

    /// Whether the call would have had to wait.
    var isWouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }

    /// Whether a connection died before it was accepted: the next one may be fine (accept(2)).
    var isOfOneConnection: Bool {
        switch code {
        case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH, EPERM:
            true
        default: false
        }
    }
}

/// Makes a system call, again and again while a signal interrupts it.
///
/// - Parameter call: Returns -1 where it fails, with the reason in `errno`.
/// - Returns: What the call returned.
/// - Throws: The reason for which it failed.
func retrying<Value: SignedInteger>(_ call: () -> Value) throws(SystemError) -> Value {
    while true {
        let value = call()
        if value != -1 { return value }
        let error = SystemError.last
        guard error.code == EINTR else { throw error }
    }
}
