// SPDX-License-Identifier: MIT
//
// Specification: PostgreSQL, "Connection URIs" (libpq).
// Unsafe: C strings.

internal import CLibPQ
internal import GatehouseBase
internal import Glibc

/// Where a PostgreSQL database is, and who connects to it how: a URL as libpq understands it.
///
/// It may contain a password, so it is never shown whole.
@safe
public struct PostgresURL: Sendable {
    /// The URL itself.
    let text: String
    /// The host and the database, without user, password or options.
    public let place: String
    /// Whether the URL contains a password.
    public let hasPassword: Bool
    /// Whether there are several hosts, of which one is the primary.
    let hasSeveralHosts: Bool
    /// Whether an attempt to connect would have no limit.
    let waitsForEver: Bool

    /// Creates a URL; nil if libpq does not understand it, or if it seems to contain a password with a
    /// `/` or `@` that is not percent-encoded.
    ///
    /// A part of such a password would be taken for the host or the name of the database, and shown.
    ///
    /// If libpq is not installed, any text is accepted that begins as it has to, and opening the
    /// database is what fails.
    ///
    /// - Parameter text: A text that begins with `postgresql://` or `postgres://`.
    public init?(_ text: String) {
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://"),
            !text.utf8.contains(0)
        else { return nil }
        self.text = text
        guard clibpq_load() == 1 else {
            place = "PostgreSQL"
            (hasPassword, hasSeveralHosts, waitsForEver) = (false, false, false)
            return
        }
        guard unsafe clibpq_understands(text) else { return nil }
        let part = { (keyword: String) in Self.part(keyword, of: text) }
        let host = part("host") ?? part("hostaddr") ?? ""
        let database = part("dbname") ?? ""
        guard (part("port") ?? "").utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ",") }),
            !host.contains("@"), !database.contains("@"), !database.contains("/"),
            !Self.hasControlCharacters(host + database)
        else { return nil }
        place = "postgresql://\(host)/\(database)"
        hasPassword = part("password") != nil
        hasSeveralHosts = host.contains(",")
        waitsForEver = part("connect_timeout").map { (Int($0) ?? 0) <= 0 } ?? false
    }

    private static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func part(_ keyword: String, of text: String) -> String? {
        guard let part = unsafe clibpq_part(text, keyword) else { return nil }
        defer { unsafe free(part) }
        return unsafe String(cString: part)
    }
}

extension PostgresURL: CustomStringConvertible, CustomReflectable {
    /// The place, without user, password or options.
    public var description: String { place }
    /// A mirror of the place alone.
    public var customMirror: Mirror { Mirror(self, children: ["place": place]) }
}
