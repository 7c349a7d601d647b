// SPDX-License-Identifier: MIT

extension LoginThrottle {
    /// The three limits on failures.
    package enum Limit: Hashable, Sendable, CaseIterable {
        /// 10 failures of one source with one account, then one more every 30 s.
        case accountAndSource
        /// 30 failures of one source with all accounts, then one more every 10 s.
        case source
        /// 100 failures an hour with one account, for sources without a right login to it.
        case account
    }

    /// Whether a login may go on to the password check.
    package enum Verdict: Equatable, Sendable {
        /// It may.
        case admitted
        /// It may not, and no hash is to be computed.
        case refused(Refusal)
    }

    /// Why and for how long a login is refused.
    package struct Refusal: Equatable, Sendable {
        /// The limit that refuses for longest.
        package let limit: Limit
        /// The first instant at which the login is admitted if nothing else happens, in
        /// milliseconds of the caller's clock.
        package let until: Int64
        /// Whole seconds until then, rounded up, for `Retry-After` (RFC 9110 §10.2.3).
        package let retryAfter: Int
    }

    /// What a limit counts for.
    package enum Key: Hashable, Sendable {
        /// Logins to an account from a source.
        case accountAndSource(Account, IPAddress?)
        /// Logins from a source.
        case source(IPAddress?)
        /// Logins to an account.
        case account(Account)
    }

    /// The end of a throttling.
    package struct Ending: Equatable, Sendable {
        /// What was throttled.
        package let key: Key
        /// When its last failure was forgotten or it made room for another entry, in milliseconds
        /// of the caller's clock.
        package let instant: Int64
    }
}
