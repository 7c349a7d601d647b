// SPDX-License-Identifier: MIT

/// A mistake in the declaration of a route, found before the first request.
public enum RouteError: Error, Hashable, Sendable {
    /// The pattern violates a rule of `PathPattern`.
    case malformedPattern(String)
    /// Two routes have the same method and pattern.
    case duplicateRoute(method: String, pattern: String)
    /// Two patterns name the parameter in the same place differently.
    case ambiguousParameter(pattern: String, names: [String])
    /// A dependency reads a parameter that the pattern does not have.
    case unknownParameter(name: String, pattern: String)
    /// An override of a dependency of this route depends on what it replaces.
    case circularOverride(pattern: String)
    /// An override replaces a dependency that no route has.
    ///
    /// A dependency is identified by the value that was created, not by what it was created from:
    /// `.query("page")` written twice creates two.
    case unusedOverride(type: String)
    /// Two different schemas have the same name, so that a reference to it would be wrong for one.
    case conflictingSchemas(name: String)
}

extension RouteError: CustomStringConvertible {
    /// The mistake in one sentence.
    public var description: String {
        switch self {
        case .malformedPattern(let pattern): "The pattern '\(pattern)' is malformed."
        case .duplicateRoute(let method, let pattern):
            "\(method) \(pattern) is declared twice."
        case .ambiguousParameter(let pattern, let names):
            "The parameter in '\(pattern)' is named \(names.joined(separator: " and "))."
        case .unknownParameter(let name, let pattern):
            "The pattern '\(pattern)' has no parameter named \(name)."
        case .circularOverride(let pattern):
            "An override of a dependency of '\(pattern)' needs what it replaces."
        case .unusedOverride(let type):
            "An override replaces a dependency of type \(type) that no route has."
        case .conflictingSchemas(let name):
            "Two different schemas are named \(name)."
        }
    }
}
