// SPDX-License-Identifier: MIT
//
// A suspended task that is resumed once and only once: the type cannot be copied, resuming consumes
// it, and dropping it is a mistake that shows at once instead of a task that hangs. That is what makes
// the runtime's unsafe continuation safe here.
// Unsafe: the continuation.

/// A task that waits for a value.
@safe
struct Suspension<Value: Sendable>: ~Copyable {
    private let continuation: UnsafeContinuation<Value, Never>

    private init(_ continuation: UnsafeContinuation<Value, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    /// Suspends the calling task.
    ///
    /// - Parameter store: Puts the suspension where somebody will resume it.
    /// - Returns: What it is resumed with.
    static func suspend(_ store: (consuming Suspension) -> Void) async -> Value {
        await unsafe withUnsafeContinuation { unsafe store(Suspension($0)) }
    }

    /// Lets the task go on, when its executor gets to it.
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
