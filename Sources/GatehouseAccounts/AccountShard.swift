// SPDX-License-Identifier: MIT

import Synchronization

/// A part of the accounts in memory.
///
/// Nobody waits for it on a lookup: while another thread is in it, which takes well below a
/// microsecond, the account counts as unknown and is loaded.
final class AccountShard: Sendable {
    fileprivate struct Entry {
        let key: NameKey
        let account: Account
        var wasUsed: Bool
    }

    fileprivate struct State {
        /// By name, and not by its bytes: a name in another spelling that looks the same takes the
        /// place of the former, so what is told of either concerns both.
        var places: [String: Int] = [:]
        var entries: [Entry?] = []
        var free: [Int] = []
        /// Where the search for an entry to replace goes on.
        var hand = 0
        /// How often something was forgotten: what was loaded before that may be outdated.
        var generation: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { state.withLock(\.places.count) }

    var generation: UInt64 { state.withLock(\.generation) }

    func account(_ key: NameKey) -> Account? {
        state.withLockIfAvailable { state -> Account? in
            guard let place = state.places[key.name], let entry = state.entries[place],
                entry.key == key
            else { return nil }
            if !entry.wasUsed { state.entries[place]?.wasUsed = true }
            return entry.account
        } ?? nil
    }

    /// Keeps an account, unless something was forgotten since it was asked for, or a later epoch of it
    /// is known.
    func insert(_ account: Account, for key: NameKey, ifStill generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation else { return }
            let known = state.places[key.name]
            if let known, let entry = state.entries[known], entry.key == key,
                entry.account.epoch > account.epoch
            {
                return
            }
            let place = known ?? state.takePlace(capacity: capacity)
            state.entries[place] = Entry(key: key, account: account, wasUsed: false)
            state.places[key.name] = place
        }
    }

    func forget(_ key: NameKey) {
        state.withLock { state in
            state.generation += 1
            guard let place = state.places.removeValue(forKey: key.name) else { return }
            state.entries[place] = nil
            state.free.append(place)
        }
    }

    func forgetAll() {
        state.withLock { state in
            let generation = state.generation
            state = State()
            state.generation = generation + 1
        }
    }
}

extension AccountShard.State {
    /// Finds a place for a new entry, if need be that of an entry that was not used for a round of the
    /// hand (the clock algorithm).
    fileprivate mutating func takePlace(capacity: Int) -> Int {
        if let place = free.popLast() { return place }
        if entries.count < capacity {
            entries.append(nil)
            return entries.count - 1
        }
        while let entry = entries[hand], entry.wasUsed {
            entries[hand]?.wasUsed = false
            hand = (hand + 1) % entries.count
        }
        let place = hand
        hand = (hand + 1) % entries.count
        if let entry = entries[place] { places[entry.key.name] = nil }
        return place
    }
}
