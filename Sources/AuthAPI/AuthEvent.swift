// SPDX-License-Identifier: MIT
//
// Specification: OWASP ASVS 5.0, 16.3.

public import Gatehouse

/// Something that whoever watches over a server wants to know of: a login, a refusal, a new password.
public enum AuthEvent: Equatable, Sendable {
    /// Why a login was refused.
    public enum Reason: String, Sendable {
        /// There is no such user.
        case name
        /// The password is wrong.
        case password
        /// The user is disabled: the token that the login gave is refused.
        case disabled
        /// Too many logins have failed before; the password was not looked at.
        case throttled
    }

    /// What failed logins are counted for.
    public enum ThrottleLimit: String, Sendable {
        /// A source and an account.
        case accountAndSource = "account_and_source"
        /// A source, whatever the account.
        case source
        /// An account, whatever the source.
        case account
    }

    /// A user has logged in.
    case login(username: String, client: ClientAddress)
    /// A login was refused, or the token of a disabled user.
    case refusal(Reason, username: String, client: ClientAddress)
    /// With this failure, further logins are refused for a while.
    ///
    /// `account` stands for the name in the event of the end.
    case throttleBegan(ThrottleLimit, username: String, account: String, client: ClientAddress)
    /// Logins are no longer refused.
    case throttleEnded(ThrottleLimit, account: String?, source: IPAddress?)
    /// Users have changed their own password.
    case passwordChanged(username: String, client: ClientAddress)
    /// A hash was renewed after a login.
    case passwordRehashed(username: String, client: ClientAddress)
    /// A proxy names its clients, which is not believed; told once.
    case forwardingIgnored(client: ClientAddress)
}
