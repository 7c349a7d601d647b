// SPDX-License-Identifier: MIT
//
// Which errors may be written into a log in their own words.

/// An error whose words may stand in a log: they hold nothing of a request, a row or a secret.
///
/// Of any other error the log says the type only, since its description may hold anything.
public protocol LogSafe: Error {
    /// What went wrong, in fixed words.
    var logDescription: String { get }
}

extension Error {
    /// The words for the log: the error's own where they are safe, or else the name of its type.
    package var loggable: String {
        (self as? any LogSafe)?.logDescription ?? String(reflecting: type(of: self))
    }
}
