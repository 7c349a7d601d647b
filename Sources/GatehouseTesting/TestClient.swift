// SPDX-License-Identifier: MIT

public import Gatehouse

/// A client that passes requests to a responder in the same process, without a socket, and returns
/// its responses.
///
/// ```swift
/// let client = TestClient(try app.responder())
/// let response = await client.get("/users/me", fields: [.authorization: "Bearer …"])
/// ```
public struct TestClient: Sendable {
    private let responder: any Responder

    /// Creates a client for a responder.
    public init(_ responder: any Responder) {
        self.responder = responder
    }

    /// Sends a GET.
    public func get(_ target: String, fields: Fields = Fields()) async -> Response {
        await send(.get, target, fields: fields)
    }

    /// Sends a DELETE.
    public func delete(_ target: String, fields: Fields = Fields()) async -> Response {
        await send(.delete, target, fields: fields)
    }

    /// Sends a POST with a URL-encoded form.
    public func post(_ target: String, form: String, fields: Fields = Fields()) async -> Response {
        var fields = fields
        fields[.contentType] = "application/x-www-form-urlencoded"
        return await send(.post, target, fields: fields, body: Array(form.utf8))
    }

    /// Sends a request of any kind, from any address.
    ///
    /// As on a connection, the responder is called with the head first; a body that nobody reads is not
    /// passed on, one beyond its limit is answered with 413, and an invalid target with 400. Unlike a
    /// connection, it has no deadlines, and the response to HEAD keeps its body.
    public func send(
        _ method: Request.Method,
        _ target: String,
        fields: Fields = Fields(),
        body: [UInt8] = [],
        from client: ClientAddress = .none
    ) async -> Response {
        guard let target = Request.Target(target) else {
            return responder.respond(to: ExchangeFailure(.refused(.malformedTarget)))
        }
        let head = Request.Head(method: method, target: target, fields: fields, client: client)
        let admission = responder.admit(head)
        guard body.count <= admission.maxBodyBytes || admission.maxBodyBytes == 0 else {
            let error = RequestError.bodyTooLarge(limit: admission.maxBodyBytes)
            return responder.respond(to: ExchangeFailure(.refused(error)))
        }
        let isRead = admission.maxBodyBytes > 0
        let request = Request(head: head, body: isRead ? body : [], admission: admission)
        return await responder.respond(to: request)
    }
}
