// SPDX-License-Identifier: MIT

/// One event on a connection, as a case expects it or as a conversation saw it.
package enum WireEvent: Sendable, Equatable {
    /// A request was read whole and answered.
    case request(WireRequest)
    /// The interim response `100 Continue` was sent.
    case interim
    /// The bytes were refused with this status and detail.
    case refused(status: Int, detail: String)
    /// Everything is read, and the server waits for more: `idle`, `head` or `body`.
    case waits(String)
    /// The connection was closed.
    case closed
}

/// A request as it was understood.
package struct WireRequest: Sendable, Equatable {
    package var method: String
    /// `origin`, `absolute`, `authority` or `asterisk`.
    package var form = "origin"
    /// The path, and the query after a question mark; `-` where the form has neither.
    package var target: String
    /// `1.0` or `1.1`.
    package var version = "1.1"
    /// Whether the connection stayed open after the response.
    package var persists = true
    /// Field lines as `Name: value`; a case names those that it cares about.
    package var fields: [String] = []
    package var body: [UInt8] = []

    package init(method: String, form: String = "origin", target: String) {
        self.method = method
        self.form = form
        self.target = target
    }

    /// Returns the request with only those fields whose names are among `others`.
    package func keepingFields(namedAs others: [String]) -> WireRequest {
        let names = Set(others.map(Self.name))
        var request = self
        request.fields = fields.filter { names.contains(Self.name($0)) }
        return request
    }

    private static func name(_ line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }
}

extension WireEvent {
    /// Of each request among the events, keeps the fields that the expected one names.
    package static func projected(_ seen: [WireEvent], onto expected: [WireEvent]) -> [WireEvent] {
        seen.enumerated().map { index, event in
            guard index < expected.count, case .request(let request) = event,
                case .request(let other) = expected[index]
            else { return event }
            return .request(request.keepingFields(namedAs: other.fields))
        }
    }
}

extension WireEvent: CustomStringConvertible {
    package var description: String {
        switch self {
        case .request(let request): "\(request)"
        case .interim: "continue"
        case .refused(let status, let detail): "refused \(status) \(detail)"
        case .waits(let what): "waits \(what)"
        case .closed: "closed"
        }
    }
}

extension WireRequest: CustomStringConvertible {
    package var description: String {
        var text = "request \(method) \(target) form=\(form) version=\(version)"
        text += persists ? " open" : " close"
        for field in fields { text += " [\(field)]" }
        return text + (body.isEmpty ? "" : " body=" + WireText.encode(body))
    }
}
