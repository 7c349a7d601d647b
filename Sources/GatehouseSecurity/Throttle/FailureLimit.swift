// SPDX-License-Identifier: MIT

/// One limit on failures, for many keys.
///
/// It also tells when a key's throttling begins and ends. It begins with the failure after which
/// the next attempt would be refused, and ends when all failures are forgotten, not with the next
/// attempt that is let through: a guesser who goes on steadily would begin and end at every step.
struct FailureLimit<Key: Hashable & Sendable>: Sendable {
    /// A key whose throttling is over.
    struct Ending: Sendable {
        let key: Key
        /// When its last failure was forgotten, or when it made room for another key.
        let instant: Int64
    }

    /// How many endings wait to be asked for; beyond, they are not told.
    static var maxEndings: Int { 1024 }

    private let rate: FailureRate
    /// The value says whether the key is being throttled.
    private var table: ExpiryTable<Key, Bool>
    private var endings: [Ending] = []

    init(_ rate: FailureRate, capacity: Int) {
        self.rate = rate
        table = ExpiryTable(capacity: capacity)
    }

    /// How many keys are remembered.
    var count: Int { table.count }

    /// Returns the first instant at which an attempt is admitted; nil if there is no limit to it.
    func opening(for key: Key) -> Int64? { table[key].map { rate.opening(ofEnd: $0.end) } }

    /// Charges one failure.
    ///
    /// - Returns: Whether the key's throttling has begun with it.
    mutating func charge(_ key: Key, at when: Int64, now: Int64) -> Bool {
        let former = table[key]
        if let former, former.end <= when { note([former], now: now) }
        let wasThrottled = former.map { $0.value && $0.end > when } ?? false
        let end = rate.end(former?.end, afterFailureAt: when)
        let isThrottled = wasThrottled || rate.opening(ofEnd: end) > now
        // An old failure that is told late may be forgotten already.
        guard former != nil || end > now else { return false }
        note(table.set(.init(key: key, end: end, value: isThrottled), now: now), now: now)
        return isThrottled && !wasThrottled
    }

    /// Returns the endings since the last call, and forgets them.
    ///
    /// One call looks at a limited number of keys, so that it is short; the next takes the others.
    mutating func takeEndings(now: Int64) -> [Ending] {
        note(table.removeEnded(now: now, atMost: Self.maxEndings), now: now)
        defer { endings = [] }
        return endings
    }

    /// Notes which of the entries that were dropped were throttled.
    private mutating func note(_ dropped: [ExpiryTable<Key, Bool>.Entry], now: Int64) {
        for entry in dropped where entry.value && endings.count < Self.maxEndings {
            endings.append(Ending(key: entry.key, instant: min(entry.end, now)))
        }
    }
}
