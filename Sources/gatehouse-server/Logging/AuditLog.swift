// SPDX-License-Identifier: MIT
//
// One line for each event that concerns who may do what. The message is fixed, and the name that a
// stranger has typed comes last, quoted where it is not plain, so that nothing in it can be taken for
// another value.
// Specification: OWASP ASVS 5.0, 16.2 and 16.3.

package import AuthAPI
import Gatehouse
import GatehouseBase
import Logging

package struct AuditLog: Sendable {
    private let output: LogOutput

    package init(_ output: LogOutput) {
        self.output = output
    }

    /// Writes the line of an event.
    package func write(_ event: AuthEvent) {
        let (level, message) = Self.heading(of: event)
        guard output.level <= level else { return }
        var line = LogLine(
            output.format,
            milliseconds: output.clock(),
            level: level,
            label: "gatehouse.audit",
            message: message
        )
        Self.append(event, to: &line)
        output.sink(line.finish())
    }

    private static func heading(of event: AuthEvent) -> (Logger.Level, String) {
        switch event {
        case .login: (.info, "login")
        case .refusal: (.notice, "login refused")
        case .throttleBegan: (.warning, "throttle begun")
        case .throttleEnded: (.notice, "throttle ended")
        case .passwordChanged: (.notice, "password changed")
        case .passwordRehashed: (.info, "password rehashed")
        case .forwardingIgnored:
            (
                .warning,
                "a proxy names its clients, which is not believed: to the login throttle they are "
                    + "one source (TRUSTED_PROXIES comes with a later version)"
            )
        }
    }

    private static func append(_ event: AuthEvent, to line: inout LogLine) {
        switch event {
        case .login(let username, let client), .passwordChanged(let username, let client),
            .passwordRehashed(let username, let client):
            line.append(client: client.ip, or: client)
            line.append(user: username)
        case .refusal(let reason, let username, let client):
            line.append(client: client.ip, or: client)
            line.append("reason", reason.rawValue)
            line.append(user: username)
        case .throttleBegan(let limit, let username, let account, let client):
            line.append(client: client.ip, or: client)
            line.append("limit", limit.rawValue)
            line.append("account", account)
            line.append(user: username)
        case .throttleEnded(let limit, let account, let source):
            line.append(client: source, or: .none)
            line.append("limit", limit.rawValue)
            if let account { line.append("account", account) }
        case .forwardingIgnored(let client):
            line.append(client: client.ip, or: client)
        }
    }
}

extension LogLine {
    /// The address without the port, as programs that block addresses need it.
    fileprivate mutating func append(client address: IPAddress?, or client: ClientAddress) {
        if let address {
            append("client", "\(address)")
        } else if client == .unix {
            append("client", "unix")
        } else {
            append(noValue: "client")
        }
    }

    /// A name that was typed, which may be long, and another thing altogether.
    fileprivate mutating func append(user name: String) { append("user", name, limit: 100) }
}
