// SPDX-License-Identifier: MIT
//
// What secret types have in common: however they are printed, their content does not show.
// Touches: memory only.

/// A secret that prints, dumps and reflects as `<redacted>`.
public protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
}

extension Redacted {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror without children, so that `dump` and debuggers show nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
