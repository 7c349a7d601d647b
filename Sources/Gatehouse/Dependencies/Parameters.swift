// SPDX-License-Identifier: MIT
//
// Dependencies that read one value from the path or the query.
// Specification: RFC 3986 §3.3 and §3.4, FastAPI's responses to invalid values.

/// A type that a path segment or a query value can be converted to.
public protocol ParameterValue: Sendable {
    /// The schema of the value in the document.
    static var parameterSchema: Schema { get }
    /// The `type` and `msg` of the fault if a text is not such a value.
    static var parameterFault: (type: String, message: String) { get }

    /// Converts the text; nil if it is not such a value.
    init?(parameter text: String)
}

extension String: ParameterValue {
    /// A text.
    public static var parameterSchema: Schema { .string }
    /// Never used: every text is a string.
    public static var parameterFault: (type: String, message: String) {
        ("string_type", "Input should be a valid string")
    }

    /// Takes the text as it is.
    public init?(parameter text: String) {
        self = text
    }
}

extension Int: ParameterValue {
    /// An integer.
    public static var parameterSchema: Schema { .integer }
    /// The fault of a text that is not an integer, or is one beyond 64 bits.
    public static var parameterFault: (type: String, message: String) {
        (
            "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer"
        )
    }

    /// Parses decimal digits with an optional sign.
    public init?(parameter text: String) {
        self.init(text)
    }
}

extension Bool: ParameterValue {
    /// True or false.
    public static var parameterSchema: Schema { .boolean }
    /// The fault of a text that is neither true nor false.
    public static var parameterFault: (type: String, message: String) {
        ("bool_parsing", "Input should be a valid boolean, unable to interpret input")
    }

    /// Accepts the words that FastAPI accepts, in upper or lower case.
    public init?(parameter text: String) {
        switch text.lowercased() {
        case "true", "1", "yes", "on", "t", "y": self = true
        case "false", "0", "no", "off", "f", "n": self = false
        default: return nil
        }
    }
}

/// The query as a form: one node for all parameters, so that a request parses its query once.
private let sharedQuery = Dependency<Form> { (head: Request.Head) in
    guard let query = head.target.query else { return Form() }
    let type = "application/x-www-form-urlencoded"
    return try Form.decodeOrRefuse(Array(query.utf8), contentType: type)
}

/// The only node of the client's address, so that an override finds it.
private let sharedClient = Dependency<ClientAddress> { (head: Request.Head) in head.client }

extension Dependency where Value == ClientAddress {
    /// Where the request came from.
    ///
    /// This is the same dependency wherever it is written: an override of it applies everywhere.
    public static var client: Dependency<ClientAddress> { sharedClient }
}

extension Dependency where Value: ParameterValue {
    /// The value of a parameter in the path.
    ///
    /// A value of the wrong type is answered with 422. A route whose pattern lacks the parameter is
    /// a `RouteError` when the routes are built.
    public static func path(_ name: String, as type: Value.Type = Value.self) -> Dependency {
        let node = parameterNode(name, location: "path", isRequired: true)
        return Dependency(node: node) { plan throws(RouteError) in
            guard let index = plan.pattern.parameterNames.firstIndex(of: name) else {
                throw .unknownParameter(name: name, pattern: plan.pattern.text)
            }
            return .now { try read($0.pathParameters[index], ["path", name]) }
        }
    }

    /// The value of a parameter in the query, the last if there are several.
    ///
    /// A missing value, or one of the wrong type, is answered with 422.
    public static func query(_ name: String, as type: Value.Type = Value.self) -> Dependency {
        query(name, isRequired: true) { form in
            guard let text = lastText(named: name, in: form) else {
                throw ValidationError([.missing(["query", name])])
            }
            return try read(text, ["query", name])
        }
    }

    /// The value of a parameter in the query, or a default if it is absent.
    public static func query(_ name: String, default value: Value) -> Dependency {
        query(name, isRequired: false) { form in
            guard let text = lastText(named: name, in: form) else { return value }
            return try read(text, ["query", name])
        }
    }

    private static func query(
        _ name: String,
        isRequired: Bool,
        _ read: @escaping @Sendable (Form) throws -> Value
    ) -> Dependency {
        let node = parameterNode(
            name,
            location: "query",
            isRequired: isRequired,
            children: [sharedQuery.node]
        )
        return Dependency(node: node) { plan throws(RouteError) in
            try sharedQuery.resolver(in: plan).map(read)
        }
    }

    private static func lastText(named name: String, in form: Form) -> String? {
        guard case .text(let text)? = form.values(named: name).last else { return nil }
        return text
    }

    private static func read(_ text: String, _ location: [String]) throws -> Value {
        if let value = Value(parameter: text) { return value }
        throw ValidationError([
            ValidationError.Fault(
                type: Value.parameterFault.type,
                location: location,
                message: Value.parameterFault.message,
                input: .string(text)
            )
        ])
    }

    private static func parameterNode(
        _ name: String,
        location: String,
        isRequired: Bool,
        children: [DependencyNode] = []
    ) -> DependencyNode {
        let parameter = ParameterDocumentation(
            name: name,
            location: location,
            isRequired: isRequired,
            schema: Value.parameterSchema
        )
        let fault = ResponseDocumentation(
            status: .unprocessableContent,
            description: "Validation Error",
            schema: .validationError
        )
        return DependencyNode(
            children: children,
            documentation: OperationPart(parameters: [parameter], responses: [fault])
        )
    }
}
