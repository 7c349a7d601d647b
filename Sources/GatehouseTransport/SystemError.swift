// SPDX-License-Identifier: MIT
//
// Specification: errno(3). Touches: the calling thread's error number.

import Glibc

/// The error number of a failed system call.
struct SystemError: Error, Equatable {
    /// The error number, such as `EMFILE`.
    let code: Int32

    /// The error of a call on a socket that the server itself has closed.
    static var closed: SystemError { SystemError(code: EBADF) }

    /// The error of this thread's last call.
    static var last: SystemError { SystemError(code: errno) }

    /// The system's description of the error.
    var text: String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }

    /// Whether the call would have had to wait.
    var isWouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }

    /// Whether a connection failed before it was accepted: the next one may be fine (accept(2)).
    var isOfOneConnection: Bool {
        switch code {
        case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH, EPERM:
            true
        default: false
        }
    }
}

/// Makes a system call, and repeats it as long as a signal interrupts it.
///
/// - Parameter call: Returns -1 if it fails, with the reason in `errno`.
/// - Returns: What the call returned.
/// - Throws: The reason for the failure.
func retrying<Value: SignedInteger>(_ call: () -> Value) throws(SystemError) -> Value {
    while true {
        let value = call()
        if value != -1 { return value }
        let error = SystemError.last
        guard error.code == EINTR else { throw error }
    }
}
