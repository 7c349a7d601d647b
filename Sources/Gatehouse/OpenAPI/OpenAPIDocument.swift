// SPDX-License-Identifier: MIT
//
// The OpenAPI document, made of the same declarations as the routes.
// Specification: OpenAPI 3.1. Touches: memory only.

/// An operation as the document lists it.
struct Operation: Sendable {
    let method: Method
    let path: String
    let summary: String
    let part: OperationPart
    let success: ResponseDocumentation

    /// All responses by status, each status once: the success first, the others in order.
    var responses: [ResponseDocumentation] {
        var all = [success]
        for response in part.responses.sorted(by: { $0.status.code < $1.status.code })
        where !all.contains(where: { $0.status == response.status }) {
            all.append(response)
        }
        return all
    }

    var json: JSONValue {
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
            operation["security"] = .array(part.security.map { [$0.name: []] })
        }
        return .object(operation)
    }

    /// A name that no other operation has: the summary, path and method in lower case.
    private var identifier: String {
        (summary + " " + path + " " + method.name).lowercased()
            .map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }
            .joined()
    }

    var schemas: [Schema] {
        let content = [part.requestBody?.schema] + responses.map(\.schema)
        return (content.compactMap { $0 } + part.parameters.map(\.schema)).flatMap(\.named)
    }
}

/// The document of an application.
struct OpenAPIDocument: Sendable {
    let title: String
    let version: String
    let summary: String?
    let operations: [Operation]

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
        for operation in operations {
            var item = JSONObject()
            if case .object(let known)? = paths[operation.path] { item = known }
            item[operation.method.name.lowercased()] = operation.json
            paths[operation.path] = .object(item)
        }
        return .object(paths)
    }

    private var components: JSONValue {
        var schemas = JSONObject()
        for schema in operations.flatMap(\.schemas) {
            if let name = schema.name { schemas[name] = schema.definition }
        }
        var schemes = JSONObject()
        for scheme in operations.flatMap(\.part.security) {
            schemes[scheme.name] = scheme.definition
        }
        return ["schemas": .object(schemas), "securitySchemes": .object(schemes)]
    }
}
