// SPDX-License-Identifier: MIT
//
// Specification: FastAPI's HTTPValidationError, RFC 9110 §15.5.21.

/// What is wrong with the input that a dependency reads, in one response with status 422: all faults
/// of a form, or that of a parameter.
public struct ValidationError: Error, Sendable {
    /// One thing that is wrong.
    public struct Fault: Sendable {
        /// The kind of fault, such as `missing`.
        public let type: String
        /// Where it is, such as `["body", "username"]`.
        public let location: [String]
        /// What is wrong, in words.
        public let message: String
        /// The value that was sent, or null; never a secret.
        ///
        /// Texts in it are cut after 100 Unicode scalars: a response must not grow with what a
        /// stranger sends (CWE-405).
        public let input: JSONValue
        /// Details of the rule, as an object.
        public let context: JSONValue?

        /// Creates a fault.
        public init(
            type: String,
            location: [String],
            message: String,
            input: JSONValue = .null,
            context: JSONValue? = nil
        ) {
            self.type = type
            self.location = location
            self.message = message
            self.input = input.cut(toScalars: Self.maxEchoScalars)
            self.context = context
        }

        private static let maxEchoScalars = 100

        /// The fault of a missing value.
        public static func missing(_ location: [String]) -> Fault {
            Fault(type: "missing", location: location, message: "Field required")
        }
    }

    /// The faults, in the order in which the input is declared.
    public let faults: [Fault]
    /// Further members of the body, after `detail`.
    public let members: JSONObject

    /// Creates an error with at least one fault.
    public init(_ faults: [Fault], members: JSONObject = JSONObject()) {
        self.faults = faults
        self.members = members
    }
}

extension JSONValue {
    /// Returns the value with its texts cut, and at most a few elements of a list or an object.
    fileprivate func cut(toScalars limit: Int) -> JSONValue {
        switch self {
        case .string(let text): .string(String(text.unicodeScalars.prefix(limit)))
        case .array(let elements): .array(elements.prefix(8).map { $0.cut(toScalars: limit) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.prefix(8).map { member in
                        let name = String(member.name.unicodeScalars.prefix(limit))
                        return (name, member.value.cut(toScalars: limit))
                    }
                )
            )
        default: self
        }
    }
}

extension ValidationError.Fault {
    /// The fault as an element of the response's list.
    var json: JSONValue {
        var object = JSONObject([
            ("type", .string(type)),
            ("loc", .array(location.map { .string($0) })),
            ("msg", .string(message)),
            ("input", input),
        ])
        object["ctx"] = context
        return .object(object)
    }
}
