// SPDX-License-Identifier: MIT

/// Middleware that adds to every response its identifier, and the field that keeps browsers from
/// guessing a content type.
public struct FinalFields<Next: Responder>: Responder {
    private let next: Next

    /// Wraps a responder.
    public init(_ next: Next) {
        self.next = next
    }

    /// Passes the call on.
    public func admit(_ head: Request.Head) -> Admission { next.admit(head) }

    /// Passes the request on, and adds the fields.
    public func respond(to request: Request) async -> Response {
        finish(await next.respond(to: request), id: request.id)
    }

    /// Passes the failure on, and adds the fields.
    public func respond(to failure: ExchangeFailure) -> Response {
        finish(next.respond(to: failure), id: failure.id)
    }

    /// Sets each field once, even if a handler has set it.
    private func finish(_ response: Response, id: Request.ID) -> Response {
        var response = response
        response.fields.set(.xContentTypeOptions, FieldValue(verified: "nosniff"))
        response.fields.set(.xRequestID, FieldValue(verified: id.description))
        return response
    }
}
