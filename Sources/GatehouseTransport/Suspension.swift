// SPDX-License-Identifier: MIT
//
// A suspended task that is resumed exactly once: the type cannot be copied, resuming consumes it,
// and dropping it is a mistake that traps at once instead of leaving a task that hangs. That makes
// the runtime's unsafe continuation safe here.
// Unsafe: the continuation.

/// A task that is waiting for a value.
@safe
struct Suspension<Value: Sendable>: ~Copyable {
    private let continuation: UnsafeContinuation<Value, Never>

    private init(_ continuation: UnsafeContinuation<Value, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    /// Suspends the calling task.
    ///
    /// - Parameter store: Stores the suspension where it will be resumed.
    /// - Returns: The value that it is resumed with.
    static func suspend(_ store: (consuming Suspension) -> Void) async -> Value {
        await unsafe withUnsafeContinuation { unsafe store(Suspension($0)) }
    }

    /// Lets the task continue, as soon as its executor gets to it.
    consuming func resume(with value: Value) {
        unsafe continuation.resume(returning: value)
        discard self
    }

    deinit {
        Self.trapOnDrop()
    }

    private static func trapOnDrop() {
        preconditionFailure("a task would be suspended for ever")
    }
}
