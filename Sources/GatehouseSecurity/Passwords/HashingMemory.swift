// SPDX-License-Identifier: MIT
//
// Unsafe: a condition variable of pthreads, which has to stay where it is.

internal import Glibc

/// The memory that all hashing threads together may use: a computation waits until there is enough.
///
/// `@unchecked Sendable`: the mutex orders all access. `@safe`: the pointers are private and valid from
/// `init` to `deinit`.
@safe
final class HashingMemory: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let released = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let total: Int
    private var used = 0

    /// Creates a store of memory, in bytes: at least as much as one computation may take.
    init(total: Int) {
        self.total = max(total, HashBounds.maxMemory)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(released, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(released)
        unsafe pthread_mutex_destroy(mutex)
        unsafe released.deallocate()
        unsafe mutex.deallocate()
    }

    /// Computes something that takes that much memory, in bytes; blocks until there is enough.
    func with<Result>(
        _ byteCount: Int,
        _ compute: () throws(PasswordHashError) -> Result
    ) throws(PasswordHashError) -> Result {
        guard byteCount > 0 else { return try compute() }
        take(byteCount)
        defer { giveBack(byteCount) }
        return try compute()
    }

    private func take(_ byteCount: Int) {
        unsafe pthread_mutex_lock(mutex)
        while used + byteCount > total { unsafe pthread_cond_wait(released, mutex) }
        used += byteCount
        unsafe pthread_mutex_unlock(mutex)
    }

    private func giveBack(_ byteCount: Int) {
        unsafe pthread_mutex_lock(mutex)
        used -= byteCount
        // All: one that waits for less may go first.
        unsafe pthread_cond_broadcast(released)
        unsafe pthread_mutex_unlock(mutex)
    }
}
