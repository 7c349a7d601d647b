// SPDX-License-Identifier: MIT

/// A value that a handler may return: a `Content`, a list of them, or a `Response` made by hand.
public protocol ResponseConvertible: Sendable {
    /// The schema of the content; nil if nothing is known about it.
    static var contentSchema: Schema? { get }

    /// Converts the value to a response.
    ///
    /// - Parameter status: The status that the route was declared with.
    /// - Returns: The response.
    /// - Throws: Whatever keeps the value from being encoded; the response is then 500.
    func response(status: Response.Status) throws -> Response
}

/// A model that may be sent to clients as JSON.
///
/// By conforming, a type says that everything in it is for the client. A type that does not
/// conform, such as an account with its password hash, cannot be returned: that does not compile.
///
/// Members are written in the order of their declaration, nil as `null`.
public protocol Content: ResponseConvertible, Encodable {
    /// The schema of the model in the document.
    static var schema: Schema { get }
}

extension Content {
    /// The model's schema.
    public static var contentSchema: Schema? { schema }

    /// Encodes the model as JSON.
    public func response(status: Response.Status) throws -> Response {
        .json(status, try JSON.encode(self))
    }
}

extension Array: ResponseConvertible where Element: Content {
    /// A list of the model.
    public static var contentSchema: Schema? { .array(of: Element.schema) }

    /// Encodes the list as JSON.
    public func response(status: Response.Status) throws -> Response {
        .json(status, try JSON.encode(self))
    }
}

extension Response: ResponseConvertible {
    /// Nothing is known about a response made by hand.
    public static var contentSchema: Schema? { nil }

    /// The response itself; it has a status of its own.
    public func response(status: Response.Status) throws -> Response { self }
}

extension Response {
    /// Creates a response from JSON that is already encoded.
    ///
    /// A content type among the fields is kept, such as `application/problem+json`.
    public static func json(
        _ status: Response.Status,
        _ body: [UInt8],
        fields: Fields = Fields()
    ) -> Response {
        var response = Response(status: status, fields: fields, body: body)
        if !fields.contains(.contentType) {
            response.fields.append(.contentType, FieldValue(verified: "application/json"))
        }
        return response
    }

    /// Redirects the client to another location with the same method (RFC 9110 §15.4.8).
    public static func redirect(to location: FieldValue) -> Response {
        Response(status: .temporaryRedirect, fields: [.location: location])
    }
}

/// A model and the header fields to send with it.
public struct ContentWithFields<Model: Content>: ResponseConvertible {
    let model: Model
    let fields: Fields

    /// The model's schema.
    public static var contentSchema: Schema? { Model.schema }

    /// Encodes the model as JSON, with the fields in the header.
    public func response(status: Response.Status) throws -> Response {
        .json(status, try JSON.encode(model), fields: fields)
    }
}

extension Content {
    /// Returns the model with header fields to send with it.
    public func with(_ fields: Fields) -> ContentWithFields<Self> {
        ContentWithFields(model: self, fields: fields)
    }
}
