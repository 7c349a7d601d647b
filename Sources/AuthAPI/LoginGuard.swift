// SPDX-License-Identifier: MIT
//
// Touches: the clock that it is given.

internal import Gatehouse
package import GatehouseSecurity
internal import Synchronization

/// The login throttle of a server: one value behind a lock, with its clock, and what it has to tell.
package final class LoginGuard: Sendable {
    fileprivate struct State {
        var throttle = LoginThrottle()
        var askedForEndings: Int64 = 0
    }

    private let state = Mutex(State())
    private let hasToldForwarding = Atomic(false)
    private let naming: LoginThrottle.AccountNaming
    private let now: @Sendable () -> Int64
    private let onEvent: @Sendable (AuthEvent) -> Void
    private let onOutcome: @Sendable (LoginOutcome) -> Void

    /// Creates a guard that knows of no failure.
    ///
    /// - Parameters:
    ///   - key: The key by which names are kept; instances that share outcomes need the same.
    ///   - now: Milliseconds since any point in the past, which do not stand still while the machine
    ///     sleeps.
    ///   - onEvent: Is told when a throttling begins and ends.
    ///   - onOutcome: Is told what came of each login, for other instances.
    /// - Throws: `CryptographyError.unavailable` if OpenSSL fails.
    package init(
        key: SecretKey,
        now: @escaping @Sendable () -> Int64 = LoginGuard.systemMilliseconds,
        onEvent: @escaping @Sendable (AuthEvent) -> Void = { _ in },
        onOutcome: @escaping @Sendable (LoginOutcome) -> Void = { _ in }
    ) throws(CryptographyError) {
        naming = try LoginThrottle.AccountNaming(key: key)
        self.now = now
        self.onEvent = onEvent
        self.onOutcome = onOutcome
    }

    /// Creates a guard that shares nothing, with a key of its own.
    convenience init(
        onEvent: @escaping @Sendable (AuthEvent) -> Void
    ) throws(any Error) {
        try self.init(key: try SecretKey(bytes: RandomBytes.system(count: 32)), onEvent: onEvent)
    }

    /// Milliseconds since the start of the machine.
    @Sendable
    package static func systemMilliseconds() -> Int64 {
        Int64(clamping: SystemTime.bootNanoseconds / 1_000_000)
    }

    /// Lets a login through to the check of the password, or throws that it comes too early.
    func admit(_ username: String, from client: ClientAddress) throws {
        let account = try naming.account(username)
        let now = now()
        let (verdict, endings) = state.withLock { state in
            let verdict = state.throttle.admit(account, from: client.ip, now: now)
            return (verdict, state.endings(now: now))
        }
        for ending in endings { onEvent(AuthEvent(ending)) }
        guard case .refused(let refusal) = verdict else { return }
        throw LoginThrottled(retryAfterSeconds: refusal.retryAfter)
    }

    /// Notes that a proxy names the clients it asks for, which is not believed; told once.
    func noteForwarding(_ client: ClientAddress) {
        guard !hasToldForwarding.exchange(true, ordering: .relaxed) else { return }
        onEvent(.forwardingIgnored(client: client))
    }

    /// Notes what came of a login whose password was checked.
    func finish(_ username: String, from client: ClientAddress, isRight: Bool) throws {
        let account = try naming.account(username)
        let begun = charge(account, client.ip, isRight: isRight)
        for limit in LoginThrottle.Limit.allCases where begun.contains(limit) {
            onEvent(
                .throttleBegan(
                    AuthEvent.ThrottleLimit(limit),
                    username: username,
                    account: account.text,
                    client: client
                )
            )
        }
        onOutcome(LoginOutcome(account: account.bytes, source: client.ip, isRight: isRight))
    }

    private func charge(
        _ account: LoginThrottle.Account,
        _ source: IPAddress?,
        isRight: Bool,
        ago: Int64 = 0
    ) -> Set<LoginThrottle.Limit> {
        let now = now()
        let (when, isBeyond) = now.subtractingReportingOverflow(ago)
        return state.withLock { state in
            let when = isBeyond ? now : when
            guard isRight else {
                return state.throttle.failed(account, from: source, at: when, now: now)
            }
            state.throttle.succeeded(account, from: source, at: when, now: now)
            return []
        }
    }

    /// Counts what came of a login at another instance.
    ///
    /// - Parameters:
    ///   - outcome: What came of it.
    ///   - milliseconds: How long ago that was.
    package func apply(_ outcome: LoginOutcome, ago milliseconds: Int64) {
        guard let account = LoginThrottle.Account(bytes: outcome.account) else { return }
        // The instance that refuses says so.
        _ = charge(account, outcome.source, isRight: outcome.isRight, ago: max(0, milliseconds))
    }
}

/// Why a login is refused before its password is looked at.
struct LoginThrottled: LogSafe {
    let retryAfterSeconds: Int

    var logDescription: String { "too many failed logins" }
}

extension LoginGuard.State {
    /// Asks once a second at most: most logins have nothing to do with it.
    fileprivate mutating func endings(now: Int64) -> [LoginThrottle.Ending] {
        guard now < askedForEndings || now - askedForEndings >= 1000 else { return [] }
        askedForEndings = now
        return throttle.ended(now: now)
    }
}

extension LoginThrottle.Account {
    fileprivate var text: String { Hexadecimal.encode(bytes) }
}

extension AuthEvent {
    fileprivate init(_ ending: LoginThrottle.Ending) {
        switch ending.key {
        case .accountAndSource(let account, let source):
            self = .throttleEnded(.accountAndSource, account: account.text, source: source)
        case .source(let source):
            self = .throttleEnded(.source, account: nil, source: source)
        case .account(let account):
            self = .throttleEnded(.account, account: account.text, source: nil)
        }
    }
}

extension AuthEvent.ThrottleLimit {
    fileprivate init(_ limit: LoginThrottle.Limit) {
        switch limit {
        case .accountAndSource: self = .accountAndSource
        case .source: self = .source
        case .account: self = .account
        }
    }
}
