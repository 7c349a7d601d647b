// SPDX-License-Identifier: MIT

/// An error that may be logged in its own words: they contain nothing of a request, a row or a
/// secret.
///
/// For any other error the log has only the type, since its description may contain anything.
public protocol LogSafe: Error {
    /// What went wrong, in fixed words.
    var logDescription: String { get }
}

extension Error {
    /// What the log says: the error's own words if they are safe, or else the name of its type.
    package var loggable: String {
        (self as? any LogSafe)?.logDescription ?? String(reflecting: type(of: self))
    }
}
