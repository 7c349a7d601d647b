// SPDX-License-Identifier: MIT
//
// The body of a request as a form.
// Specification: HTML Standard (application/x-www-form-urlencoded), RFC 7578. Touches: memory only.

extension Dependency where Value == Form {
    /// The form in the body of a request, urlencoded or multipart.
    ///
    /// A body of another type, or of none, is an empty form: what is then missing is for the
    /// dependency that reads the fields to say. A form that breaks its grammar or a limit is
    /// answered with 400.
    ///
    /// - Parameters:
    ///   - schema: What the document says of the fields.
    ///   - maxBodyBytes: The length of the longest form, in bytes: 413 beyond.
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
            responses: [
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

extension Form {
    /// Decodes a form, empty where the content type names none; a fault is answered with 400.
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
