// SPDX-License-Identifier: MIT
//
// Specification: OpenAPI 3.1 §4.8.10.

/// What one dependency contributes to an operation: what it reads, requires and may respond.
struct OperationPart: Sendable {
    var security: [SecurityScheme] = []
    /// The scopes that a client must have.
    var scopes: [String] = []
    var parameters: [ParameterDocumentation] = []
    var requestBody: RequestBodyDocumentation?
    var responses: [ResponseDocumentation] = []

    /// Returns both parts combined, without duplicate schemes and parameters; of two request
    /// bodies, the later one wins.
    func merging(_ other: OperationPart) -> OperationPart {
        OperationPart(
            security: security
                + other.security.filter { new in !security.contains { $0.name == new.name } },
            scopes: scopes + other.scopes.filter { new in !scopes.contains(new) },
            parameters: parameters
                + other.parameters.filter { new in !parameters.contains { $0.isSame(as: new) } },
            requestBody: other.requestBody ?? requestBody,
            responses: responses + other.responses
        )
    }
}

/// A way to authenticate, and its definition in the document.
struct SecurityScheme: Sendable {
    let name: String
    /// The URL at which a client gets a token.
    let tokenURL: String
    /// The scopes that a client may ask for, each with a description.
    let scopes: JSONObject

    /// The definition, with the scopes that operations demand among the others.
    func definition(demanding demanded: [String]) -> JSONValue {
        var scopes = scopes
        for name in demanded where scopes[name] == nil { scopes[name] = "" }
        return [
            "type": "oauth2",
            "flows": ["password": ["scopes": .object(scopes), "tokenUrl": .string(tokenURL)]],
        ]
    }
}

/// A parameter in the path, the query or the header.
struct ParameterDocumentation: Sendable {
    let name: String
    let location: String
    let isRequired: Bool
    let schema: Schema

    /// Returns whether both describe the same parameter, which its name and location identify.
    func isSame(as other: ParameterDocumentation) -> Bool {
        location == other.location && name.utf8.elementsEqual(other.name.utf8)
    }

    var json: JSONValue {
        [
            "name": .string(name), "in": .string(location), "required": .bool(isRequired),
            "schema": schema.with(["title": .string(Schema.title(of: name))]).reference,
        ]
    }
}

/// The content of a request, by media type.
struct RequestBodyDocumentation: Sendable {
    let mediaTypes: [String]
    let schema: Schema

    var json: JSONValue {
        let content = mediaTypes.map { ($0, ["schema": schema.reference] as JSONValue) }
        return ["content": .object(JSONObject(content)), "required": true]
    }
}

/// One possible response of an operation.
struct ResponseDocumentation: Sendable {
    let status: Response.Status
    let description: String
    let schema: Schema?
    var example: JSONValue?

    var json: JSONValue {
        var response = JSONObject([("description", .string(description))])
        if let schema {
            var content = JSONObject([("schema", schema.reference)])
            content["example"] = example
            response["content"] = ["application/json": .object(content)]
        }
        return .object(response)
    }
}
