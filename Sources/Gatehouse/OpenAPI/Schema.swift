// SPDX-License-Identifier: MIT
//
// Specification: OpenAPI 3.1 §4.8.24, JSON Schema 2020-12.

/// The shape of a JSON value, as the OpenAPI document describes it.
///
/// A schema with a name appears once under `components/schemas`, and is referenced from elsewhere.
public struct Schema: Sendable {
    /// The name by which others reference the schema; nil for one that is written in place.
    public let name: String?
    /// The schema itself.
    public let definition: JSONValue
    /// The named schemas that this one references.
    let references: [Schema]

    /// Creates a schema from JSON Schema.
    public init(name: String? = nil, _ definition: JSONValue) {
        self.init(name: name, definition, references: [])
    }

    private init(name: String?, _ definition: JSONValue, references: [Schema]) {
        self.name = name
        self.definition = definition
        self.references = references
    }

    /// A string.
    public static var string: Schema { Schema(["type": "string"]) }
    /// An integer.
    public static var integer: Schema { Schema(["type": "integer"]) }
    /// A number.
    public static var number: Schema { Schema(["type": "number"]) }
    /// True or false.
    public static var boolean: Schema { Schema(["type": "boolean"]) }

    /// A list of values of the same shape.
    public static func array(of element: Schema) -> Schema {
        Schema(
            name: nil,
            ["type": "array", "items": element.reference],
            references: [element]
        )
    }

    /// A value of the given shape, or null.
    public static func optional(_ schema: Schema) -> Schema {
        Schema(
            name: nil,
            ["anyOf": [schema.reference, ["type": "null"]]],
            references: [schema]
        )
    }

    /// An object with properties in this order, each required unless listed in `optional`.
    public static func object(
        _ name: String,
        optional: [String] = [],
        _ properties: KeyValuePairs<String, Schema>
    ) -> Schema {
        let required = properties.map(\.key).filter { !optional.contains($0) }
        var definition = JSONObject([
            (
                "properties",
                .object(JSONObject(properties.map { ($0.key, $0.value.titled($0.key)) }))
            )
        ])
        definition["type"] = "object"
        if !required.isEmpty { definition["required"] = .array(required.map { .string($0) }) }
        definition["title"] = .string(name)
        return Schema(
            name: name,
            .object(definition),
            references: properties.map(\.value)
        )
    }

    /// Returns the schema with further keywords, such as `format` or `default`.
    public func with(_ keywords: KeyValuePairs<String, JSONValue>) -> Schema {
        guard case .object(var object) = definition else { return self }
        for (name, value) in keywords { object[name] = value }
        return Schema(name: name, .object(object), references: references)
    }

    /// The schema where it is used: a reference if it has a name.
    var reference: JSONValue {
        guard let name else { return definition }
        return ["$ref": .string("#/components/schemas/" + name)]
    }

    /// This schema and all that it references, if they have a name.
    var named: [Schema] {
        (name == nil ? [] : [self]) + references.flatMap(\.named)
    }

    private func titled(_ name: String) -> JSONValue {
        guard self.name == nil, case .object(var object) = definition else { return reference }
        if object["title"] == nil { object["title"] = .string(Self.title(of: name)) }
        return .object(object)
    }

    /// `access_token` becomes `Access Token`, as FastAPI writes it.
    static func title(of name: String) -> String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined(separator: " ")
    }
}

extension Schema {
    /// The body of an `HTTPError`.
    static var errorDetail: Schema { .object("HTTPError", ["detail": .string]) }

    /// The body of a `ValidationError`.
    static var validationError: Schema {
        let fault = Schema.object(
            "ValidationError",
            optional: ["input", "ctx"],
            [
                "loc": .array(of: Schema(["anyOf": [["type": "string"], ["type": "integer"]]]))
                    .with(["title": "Location"]),
                "msg": .string.with(["title": "Message"]),
                "type": .string.with(["title": "Error Type"]),
                "input": Schema([:]),
                "ctx": Schema(["type": "object"]).with(["title": "Context"]),
            ]
        )
        return .object(
            "HTTPValidationError",
            ["detail": .array(of: fault)]
        )
    }
}
