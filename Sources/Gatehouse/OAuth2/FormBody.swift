// SPDX-License-Identifier: MIT
//
// Specification: HTML Standard (application/x-www-form-urlencoded), RFC 7578.

extension Dependency where Value == Form {
    /// The form in the body of a request, URL-encoded or multipart.
    ///
    /// A body of another type, or of none, is an empty form: it is left to the dependency that
    /// reads the fields to report what is missing. A form that violates its grammar or a limit is
    /// answered with 400.
    ///
    /// - Parameters:
    ///   - schema: The schema of the fields in the document.
    ///   - maxBodyBytes: The maximum length of the form, in bytes; 413 beyond.
    /// - Returns: A dependency whose value is the form.
    public static func form(
        _ schema: Schema,
        maxBodyBytes: Int = 64 * 1024
    ) -> Dependency<Form> {
        let part = OperationPart(
            requestBody: RequestBodyDocumentation(
                mediaTypes: ["application/x-www-form-urlencoded"],
                schema: schema
            ),
            responses: ResponseDocumentation.faultsOfForms
        )
        let node = DependencyNode(documentation: part, maxBodyBytes: maxBodyBytes)
        return Dependency(node: node) { _ in
            .now { context in
                let request = context.request
                return try Form.decodeOrRefuse(
                    request.body,
                    contentType: request.head.fields[.contentType]
                )
            }
        }
    }
}

extension ResponseDocumentation {
    /// What a route that reads a form may answer.
    static let faultsOfForms = [
        ResponseDocumentation(
            status: .badRequest,
            description: "Malformed form",
            schema: .errorDetail
        ),
        ResponseDocumentation(
            status: .unprocessableContent,
            description: "Validation Error",
            schema: .validationError
        ),
    ]
}

extension Form {
    /// Decodes a form, empty if the content type is not that of a form; a fault is answered with
    /// 400.
    static func decodeOrRefuse(
        _ bytes: [UInt8],
        contentType: String?
    ) throws(HTTPError) -> Form {
        do {
            return try Form.decode(bytes, contentType: contentType) ?? Form()
        } catch {
            throw .badRequest(error.detail)
        }
    }
}
