// SPDX-License-Identifier: MIT
//
// The signals that ask a server to end, as values that the main thread reads. No code runs in a
// signal handler.
// Specification: signal(7), signalfd(2). Touches: the process's signals. Unsafe: C signal sets.

import CLinux
import Glibc

/// Waits for SIGTERM and SIGINT.
///
/// Create this before starting any thread: threads inherit that the signals are blocked.
public struct TerminationSignals: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Blocks SIGTERM and SIGINT for the calling thread and those that it starts, and ignores
    /// SIGPIPE in the whole process.
    ///
    /// - Throws: `ServerError.system` if the system has no descriptor left.
    public init() throws(ServerError) {
        descriptor = try ServerError.naming("signalfd") { () throws(SystemError) in
            var signals = sigset_t()
            _ = unsafe sigemptyset(&signals)
            _ = unsafe sigaddset(&signals, SIGTERM)
            _ = unsafe sigaddset(&signals, SIGINT)
            let code = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
            guard code == 0 else { throw SystemError(code: code) }
            _ = signal(SIGPIPE, SIG_IGN)
            let flags = Int32(SFD_CLOEXEC)
            return Descriptor(owning: try retrying { unsafe signalfd(-1, &signals, flags) })
        }
    }

    /// Blocks the calling thread until one of the signals arrives.
    ///
    /// - Returns: The signal's name, `SIGTERM` or `SIGINT`.
    public func next() -> String {
        var info = signalfd_siginfo()
        let number = descriptor.number
        _ = try? retrying { unsafe read(number, &info, MemoryLayout<signalfd_siginfo>.size) }
        return info.ssi_signo == UInt32(SIGINT) ? "SIGINT" : "SIGTERM"
    }
}
