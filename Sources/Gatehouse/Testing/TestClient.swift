// SPDX-License-Identifier: MIT
//
// Calls an application without a socket: for its tests.
// Touches: memory only.

/// A client that hands requests to a responder and gives its responses back, in the same process.
///
/// ```swift
/// let client = TestClient(try app.responder())
/// let response = await client.get("/users/me", fields: [.authorization: "Bearer …"])
/// ```
public struct TestClient: Sendable {
    private let responder: any Responder

    /// Makes a client of a responder.
    public init(_ responder: any Responder) {
        self.responder = responder
    }

    /// Sends a GET.
    public func get(_ target: String, fields: Fields = Fields()) async -> Response {
        await send(.get, target, fields: fields)
    }

    /// Sends a POST with a urlencoded form.
    public func post(_ target: String, form: String, fields: Fields = Fields()) async -> Response {
        var fields = fields
        fields.append(.contentType, "application/x-www-form-urlencoded")
        return await send(.post, target, fields: fields, body: Array(form.utf8))
    }

    /// Sends a request of any kind; a target that is none is answered with 400.
    public func send(
        _ method: Method,
        _ target: String,
        fields: Fields = Fields(),
        body: [UInt8] = []
    ) async -> Response {
        let id = RequestID(high: 0, low: 0)
        guard let target = RequestTarget(target) else {
            return responder.respond(to: .malformedTarget, id: id)
        }
        let head = RequestHead(method: method, target: target, fields: fields)
        return await responder.respond(
            to: Request(head: head, body: body, id: id, remoteAddress: "")
        )
    }
}
