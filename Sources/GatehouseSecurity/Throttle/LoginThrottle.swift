// SPDX-License-Identifier: MIT

/// Decides which logins are checked at all, from the failures of earlier ones.
///
/// A pure value: it reads no clock, knows no store, and never learns whether an account exists.
/// Only finished failures count. Attempts in flight do not, so a right login is never refused
/// because others run beside it; those that fail beyond a limit are charged as debt.
///
/// A successful login is not charged, and resets nothing. If it did, someone guessing from the
/// owner's address could start over whenever the owner logs in. An owner who has mistyped a few
/// times only has to wait for minutes. And since nothing is reset, it hardly matters in which order
/// instances hear of each other's logins.
///
/// Every `now` is in milliseconds since any fixed point. A clock that falls back delays nobody by
/// more than a minute (``ThrottleClock``).
package struct LoginThrottle: Sendable {
    /// How many entries may be remembered.
    package struct Capacities: Sendable {
        /// Sources, for IPv4 and for IPv6.
        package var sources = 65_536
        /// Pairs of an account and a source, for IPv4 and for IPv6.
        package var accountsAndSources = 65_536
        /// Accounts that had failures.
        package var accounts = 65_536
        /// Accounts that had right logins, with up to 20 sources each.
        package var knownAccounts = 65_536

        /// Creates the default capacities, enough for 1,800 failures a second.
        package init() {}
    }

    private struct Pair: Hashable, Sendable {
        let account: Account
        let source: ThrottleSource
    }

    private var clock = ThrottleClock()
    private var pairs: ByFamily<FailureLimit<Pair>>
    private var sources: ByFamily<FailureLimit<ThrottleSource>>
    private var accounts: FailureLimit<Account>
    private var known: KnownSources

    /// Creates a throttle that knows of no failure.
    package init(capacities: Capacities = Capacities()) {
        pairs = ByFamily(
            repeating: FailureLimit(.accountAndSource, capacity: capacities.accountsAndSources)
        )
        sources = ByFamily(repeating: FailureLimit(.source, capacity: capacities.sources))
        accounts = FailureLimit(.account, capacity: capacities.accounts)
        known = KnownSources(capacity: capacities.knownAccounts)
    }
}

// MARK: - Admission

extension LoginThrottle {
    /// Returns whether a login may go on to the password check.
    ///
    /// It asks all limits and charges none.
    ///
    /// - Parameters:
    ///   - account: The account that the login is for.
    ///   - address: Where it comes from; nil for a client without an address. All of those count
    ///     as one source.
    ///   - now: Milliseconds of the caller's clock.
    /// - Returns: The verdict, with the instant at which a refused login would be admitted.
    package mutating func admit(
        _ account: Account,
        from address: IPAddress?,
        now: Int64
    ) -> Verdict {
        let now = clock.time(at: now)
        let source = ThrottleSource(address)
        var opening = Opening(instant: now)
        opening.delay(
            to: pairs.of(source.family).opening(for: Pair(account: account, source: source)),
            by: .accountAndSource
        )
        opening.delay(to: sources.of(source.family).opening(for: source), by: .source)
        // Last, since it depends on the instant whether the source is still known then.
        if known.end(of: source, for: account) ?? .min <= opening.instant {
            opening.delay(to: accounts.opening(for: account), by: .account)
        }
        guard let limit = opening.limit else { return .admitted }
        let wait = opening.instant - now
        return .refused(
            Refusal(
                limit: limit,
                until: clock.reading(at: opening.instant),
                retryAfter: Int(clamping: (wait + 999) / 1000)
            )
        )
    }

    /// The latest of several instants, and whose it is.
    private struct Opening {
        var instant: Int64
        var limit: Limit?

        mutating func delay(to other: Int64?, by limit: Limit) {
            guard let other, other > instant else { return }
            instant = other
            self.limit = limit
        }
    }
}

// MARK: - Outcomes

extension LoginThrottle {
    /// Charges a wrong password or an unknown name to all limits.
    ///
    /// - Parameters:
    ///   - account: The account that the login was for.
    ///   - address: Where it came from.
    ///   - when: When it failed, for an event of another instance; nil for `now`. Events may come
    ///     late and out of order, and one that lies in the future counts as one of `now`.
    ///   - now: Milliseconds of the caller's clock.
    /// - Returns: The limits that have been reached with it.
    @discardableResult
    package mutating func failed(
        _ account: Account,
        from address: IPAddress?,
        at when: Int64? = nil,
        now: Int64
    ) -> Set<Limit> {
        let (when, now) = times(of: when, now: now)
        let source = ThrottleSource(address)
        let pair = Pair(account: account, source: source)
        var begun: Set<Limit> = []
        if pairs.change(source.family, { $0.charge(pair, at: when, now: now) }) {
            begun.insert(.accountAndSource)
        }
        if sources.change(source.family, { $0.charge(source, at: when, now: now) }) {
            begun.insert(.source)
        }
        if accounts.charge(account, at: when, now: now) { begun.insert(.account) }
        return begun
    }

    /// Remembers the source of a right login for 30 days.
    ///
    /// The login is charged to no limit.
    ///
    /// - Parameters:
    ///   - account: The account that the login was for.
    ///   - address: Where it came from.
    ///   - when: When it was, for an event of another instance; nil for `now`.
    ///   - now: Milliseconds of the caller's clock.
    package mutating func succeeded(
        _ account: Account,
        from address: IPAddress?,
        at when: Int64? = nil,
        now: Int64
    ) {
        let (when, now) = times(of: when, now: now)
        known.remember(ThrottleSource(address), for: account, at: when, now: now)
    }

    private mutating func times(of when: Int64?, now: Int64) -> (when: Int64, now: Int64) {
        let time = clock.time(at: now)
        return (clock.time(ofEventAt: when ?? now, now: time), time)
    }
}

// MARK: - Endings and numbers

extension LoginThrottle {
    /// Returns which throttlings have ended since the last call, for the audit log.
    ///
    /// A throttling that begins is told by ``failed(_:from:at:now:)``. It ends when all its
    /// failures are forgotten, or when its entry makes room for another. Of each limit, 1,024
    /// endings wait to be asked for. Beyond those they are lost to the log, and to nothing else.
    ///
    /// - Parameter now: Milliseconds of the caller's clock.
    /// - Returns: The endings, those of accounts first.
    package mutating func ended(now: Int64) -> [Ending] {
        let now = clock.time(at: now)
        var endings = accounts.takeEndings(now: now).map {
            ending(.account($0.key), at: $0.instant)
        }
        for family in ThrottleSource.Family.allCases {
            endings += sources.change(family) { $0.takeEndings(now: now) }.map {
                ending(.source($0.key.address), at: $0.instant)
            }
            endings += pairs.change(family) { $0.takeEndings(now: now) }.map {
                ending(.accountAndSource($0.key.account, $0.key.source.address), at: $0.instant)
            }
        }
        return endings
    }

    private func ending(_ key: Key, at instant: Int64) -> Ending {
        Ending(key: key, instant: clock.reading(at: instant))
    }

    /// How many entries there are, ended ones that nothing has dropped yet included.
    package struct Counts: Equatable, Sendable {
        /// Sources with failures, IPv4 and IPv6 together.
        package let sources: Int
        /// Pairs of an account and a source with failures, IPv4 and IPv6 together.
        package let accountsAndSources: Int
        /// Accounts with failures.
        package let accounts: Int
        /// Accounts with right logins.
        package let knownAccounts: Int
    }

    /// How many entries there are.
    package var counts: Counts {
        Counts(
            sources: sources.ipv4.count + sources.ipv6.count,
            accountsAndSources: pairs.ipv4.count + pairs.ipv6.count,
            accounts: accounts.count,
            knownAccounts: known.count
        )
    }
}
