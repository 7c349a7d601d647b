// SPDX-License-Identifier: MIT

/// From which sources there was a right login to an account in the last 30 days.
///
/// Only right logins add to it, so a stranger cannot fill it. Of one account the 20 newest sources
/// are kept; when there are too many accounts, the one whose last login is oldest goes.
struct KnownSources: Sendable {
    /// 30 days in milliseconds.
    static let lifetime: Int64 = 30 * 86_400_000
    static let maxSources = 20

    private struct Known: Sendable {
        let source: ThrottleSource
        let end: Int64
    }

    private var table: ExpiryTable<LoginThrottle.Account, [Known]>

    init(capacity: Int) {
        table = ExpiryTable(capacity: capacity)
    }

    /// How many accounts are remembered.
    var count: Int { table.count }

    /// Returns the instant from which a source is unknown again; nil if it is unknown.
    func end(of source: ThrottleSource, for account: LoginThrottle.Account) -> Int64? {
        table[account]?.value.first { $0.source == source }?.end
    }

    /// Remembers a right login, unless a later one from the same source is known.
    mutating func remember(
        _ source: ThrottleSource,
        for account: LoginThrottle.Account,
        at when: Int64,
        now: Int64
    ) {
        let end = max(when + Self.lifetime, self.end(of: source, for: account) ?? .min)
        guard end > now else { return }
        var known = table[account]?.value.filter { $0.source != source && $0.end > now } ?? []
        known.append(Known(source: source, end: end))
        known.sort { $0.end < $1.end }
        let kept = Array(known.suffix(Self.maxSources))
        let last = kept.last?.end ?? end
        _ = table.set(.init(key: account, end: last, value: kept), now: now)
    }
}
