// SPDX-License-Identifier: MIT
//
// Specification: OpenAPI 3.1.

/// An operation as the document lists it.
struct Operation: Sendable {
    let method: Request.Method
    let path: String
    let summary: String
    let part: OperationPart
    let success: ResponseDocumentation

    /// All responses by status, without duplicates: the success first, the others in order.
    var responses: [ResponseDocumentation] {
        var all = [success]
        for response in part.responses.sorted(by: { $0.status.code < $1.status.code })
        where !all.contains(where: { $0.status == response.status }) {
            all.append(response)
        }
        return all
    }

    /// Describes the operation under a unique identifier.
    func json(identifier: String) -> JSONValue {
        var operation = JSONObject([
            ("summary", .string(summary)),
            ("operationId", .string(identifier)),
        ])
        if !part.parameters.isEmpty {
            operation["parameters"] = .array(part.parameters.map(\.json))
        }
        operation["requestBody"] = part.requestBody?.json
        operation["responses"] = .object(
            JSONObject(responses.map { (String($0.status.code), $0.json) })
        )
        if !part.security.isEmpty {
            // One requirement of all schemes: a list of several would be a choice between them.
            let scopes = JSONValue.array(part.scopes.map { .string($0) })
            operation["security"] = [.object(JSONObject(part.security.map { ($0.name, scopes) }))]
        }
        return .object(operation)
    }

    /// Summary, path and method in lower case, with underscores for all but letters and digits,
    /// like FastAPI's `read_users_me_users_me__get`.
    var identifier: String {
        String(
            decoding: (summary + path + "_" + method.name).utf8.map { byte in
                ByteClass.alphanumeric.contains(byte) ? byte.lowercased : UInt8(ascii: "_")
            },
            as: UTF8.self
        )
    }

    var schemas: [Schema] {
        let content = [part.requestBody?.schema] + responses.map(\.schema)
        return (content.compactMap { $0 } + part.parameters.map(\.schema)).flatMap(\.named)
    }
}

/// The document of an application, made from the same declarations as the routes.
struct OpenAPIDocument: Sendable {
    let title: String
    let version: String
    let summary: String?
    let operations: [Operation]

    /// Creates the document.
    ///
    /// - Throws: `RouteError.conflictingSchemas` if two different schemas have the same name.
    init(
        title: String,
        version: String,
        summary: String?,
        operations: [Operation]
    ) throws(RouteError) {
        self.title = title
        self.version = version
        self.summary = summary
        self.operations = operations
        var known: [String: [UInt8]] = [:]
        for schema in operations.flatMap(\.schemas) {
            guard let name = schema.name else { continue }
            let text = schema.definition.encoded()
            guard known.updateValue(text, forKey: name).map({ $0 == text }) != false else {
                throw .conflictingSchemas(name: name)
            }
        }
    }

    var json: JSONValue {
        var info = JSONObject([("title", .string(title))])
        info["summary"] = summary.map { .string($0) }
        info["version"] = .string(version)
        return [
            "openapi": "3.1.0",
            "info": .object(info),
            "paths": paths,
            "components": components,
        ]
    }

    private var paths: JSONValue {
        var paths = JSONObject()
        var identifiers: Set<String> = []
        for operation in operations {
            var item = JSONObject()
            if case .object(let known)? = paths[operation.path] { item = known }
            let identifier = Self.unique(operation.identifier, among: &identifiers)
            item[operation.method.name.lowercased()] = operation.json(identifier: identifier)
            paths[operation.path] = .object(item)
        }
        return .object(paths)
    }

    /// `/a-b` and `/a_b` yield the same name: the second gets a number.
    private static func unique(_ name: String, among known: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !known.insert(candidate).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }

    private var components: JSONValue {
        var schemas = JSONObject()
        for schema in operations.flatMap(\.schemas) {
            if let name = schema.name { schemas[name] = schema.definition }
        }
        var schemes = JSONObject()
        for scheme in operations.flatMap(\.part.security) where schemes[scheme.name] == nil {
            let users = operations.filter { $0.part.security.contains { $0.name == scheme.name } }
            schemes[scheme.name] = scheme.definition(demanding: users.flatMap(\.part.scopes))
        }
        return ["schemas": .object(schemas), "securitySchemes": .object(schemes)]
    }
}
