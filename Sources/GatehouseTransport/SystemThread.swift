// SPDX-License-Identifier: MIT
//
// Specification: POSIX.1-2017 threads. Touches: threads. Unsafe: passes a closure through C.

import CLinux
import Glibc

/// A running thread, with a name that ps(1) and gdb show.
///
/// Its owner calls either `join()` or `detach()`, once.
package struct SystemThread: Sendable {
    private let identifier: pthread_t

    /// The number of the calling thread; never 0.
    static var current: UInt { UInt(pthread_self()) }

    /// What a thread is to do, as an object whose reference fits through a C pointer.
    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: The name, of which the kernel keeps 15 bytes.
    ///   - body: What the thread does; it ends when this returns.
    /// - Returns: The thread.
    /// - Throws: `ServerError.system` if the system refuses it.
    package static func start(
        name: String,
        _ body: @escaping @Sendable () -> Void
    ) throws(ServerError) -> SystemThread {
        let work = unsafe Unmanaged.passRetained(Work(name: name, body: body))
        var identifier = pthread_t()
        let code = unsafe pthread_create(&identifier, nil, threadMain, work.toOpaque())
        guard code == 0 else {
            unsafe work.release()
            throw .system(call: "pthread_create", reason: SystemError(code: code).text)
        }
        return SystemThread(identifier: identifier)
    }

    /// Waits until the thread has ended.
    package func join() {
        _ = pthread_join(identifier, nil)
    }

    /// Lets the thread end on its own.
    package func detach() {
        _ = pthread_detach(identifier)
    }

    /// Where every thread begins: takes over the one reference that `start` passed.
    private static let threadMain:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
            guard let pointer = unsafe pointer else { return nil }
            let work = unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
            unsafe clinux_name_thread(work.name)
            work.body()
            return nil
        }
}

/// Carries an object to the thread that alone will use it from then on.
///
/// `@unchecked` is sound because there are only two uses: an event loop goes to its thread, and the
/// code that made it lets go of it once that has started; a connection goes to its task, which runs
/// on the loop's thread, like everything else that touches the connection.
struct Handover<Value>: @unchecked Sendable {
    let value: Value
}
