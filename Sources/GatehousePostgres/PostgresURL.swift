// SPDX-License-Identifier: MIT
//
// Specification: PostgreSQL, "Connection URIs" (libpq).
// Unsafe: C strings.

internal import CLibPQ
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

    /// Creates a URL; nil if libpq does not understand it.
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
            hasPassword = false
            return
        }
        guard unsafe clibpq_understands(text) else { return nil }
        let host = Self.part("host", of: text) ?? Self.part("hostaddr", of: text) ?? ""
        hasPassword = Self.part("password", of: text) != nil
        place = "postgresql://\(host)/\(Self.part("dbname", of: text) ?? "")"
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
