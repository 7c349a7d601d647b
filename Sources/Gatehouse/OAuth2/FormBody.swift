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
    /// - Parameter schema: What the document says of the fields.
    /// - Returns: A dependency whose value is the form.
    public static func form(_ schema: Schema) -> Dependency<Form> {
        let part = OperationPart(
            requestBody: RequestBodyDocumentation(
                mediaTypes: ["application/x-www-form-urlencoded"],
                schema: schema
            ),
            responses: [
                ResponseDocumentation(
                    status: .unprocessableContent,
                    description: "Validation Error",
                    schema: .validationError
                )
            ]
        )
        return Dependency(node: DependencyNode(documentation: part)) { _ in
            .now { try decode($0.request) }
        }
    }

    private static func decode(_ request: Request) throws -> Form {
        do {
            let type = request.head.fields[.contentType]
            return try Form.decode(request.body, contentType: type) ?? Form()
        } catch {
            throw HTTPError.badRequest(error.detail)
        }
    }
}
