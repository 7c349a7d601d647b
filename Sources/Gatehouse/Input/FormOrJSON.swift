// SPDX-License-Identifier: MIT

/// The texts of a body that is a form or a JSON object, whichever the client prefers.
package struct BodyTexts: Sendable {
    private enum Source: Sendable {
        case form(Form)
        case json(JSONValue)
    }

    /// A text that was sent, or what is wrong with it.
    package enum Text: Sendable {
        case text(Secret)
        case fault(ValidationError.Fault)
    }

    private let source: Source

    /// Reads a body; of another type, or of none, it is an empty form.
    ///
    /// - Throws: `HTTPError` for a malformed form; `ValidationError` for malformed JSON.
    init(_ request: Request) throws {
        let contentType = request.head.fields[.contentType]
        guard let contentType, MediaType(contentType)?.essence == "application/json" else {
            source = .form(try Form.decodeOrRefuse(request.body, contentType: contentType))
            return
        }
        let value: JSONValue
        do { value = try JSONValue.parse(request.body) } catch {
            throw Self.refusal("json_invalid", "JSON decode error")
        }
        guard case .object = value else {
            throw Self.refusal("model_attributes_type", "Input should be a valid object")
        }
        source = .json(value)
    }

    private static func refusal(_ type: String, _ message: String) -> ValidationError {
        ValidationError([.init(type: type, location: ["body"], message: message)])
    }

    /// Returns a text that has to be there; an empty value of a form counts as absent.
    ///
    /// - Throws: `HTTPError` for a field of a form that is there twice.
    package func required(_ name: String) throws(HTTPError) -> Text {
        switch source {
        case .form(let form): try Self.required(name, in: form)
        case .json(let value): Self.required(name, in: value)
        }
    }

    private static func required(_ name: String, in form: Form) throws(HTTPError) -> Text {
        guard form.count(named: name) < 2 else {
            throw .badRequest("Field \(name) appears more than once.")
        }
        guard !form.isFile(named: name) else { return .fault(.notString(name)) }
        let text = form.secret(named: name)
        return text.isEmpty ? .fault(.missing(["body", name])) : .text(text)
    }

    private static func required(_ name: String, in value: JSONValue) -> Text {
        switch value[name] {
        case nil: .fault(.missing(["body", name]))
        case .string(let text): .text(Secret(text))
        default: .fault(.notString(name))
        }
    }
}

extension ValidationError.Fault {
    fileprivate static func notString(_ name: String) -> Self {
        Self(
            type: "string_type",
            location: ["body", name],
            message: "Input should be a valid string"
        )
    }
}

extension Dependency where Value == BodyTexts {
    /// The texts of a body that is a form or a JSON object.
    ///
    /// - Parameters:
    ///   - schema: The schema of both in the document.
    ///   - maxBodyBytes: The maximum length of the body, in bytes; 413 beyond.
    /// - Returns: A dependency whose value gives the texts out.
    package static func formOrJSON(
        _ schema: Schema,
        maxBodyBytes: Int = 64 * 1024
    ) -> Dependency<BodyTexts> {
        let part = OperationPart(
            requestBody: RequestBodyDocumentation(
                mediaTypes: ["application/x-www-form-urlencoded", "application/json"],
                schema: schema
            ),
            responses: ResponseDocumentation.faultsOfForms
        )
        let node = DependencyNode(documentation: part, maxBodyBytes: maxBodyBytes)
        return Dependency(node: node) { _ in .now { try BodyTexts($0.request) } }
    }
}
