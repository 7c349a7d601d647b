// SPDX-License-Identifier: MIT
//
// The fields that every answer carries.

/// Middleware that adds to every answer its identifier, and the word that keeps browsers from guessing
/// a content type.
public struct FinalFields<Next: Responder>: Responder {
    private let next: Next

    /// Wraps a responder.
    public init(_ next: Next) {
        self.next = next
    }

    /// Passes the question on.
    public func admit(_ head: Request.Head) -> Admission { next.admit(head) }

    /// Passes the request on, and adds the fields.
    public func respond(to request: Request) async -> Response {
        finish(await next.respond(to: request), id: request.id)
    }

    /// Passes the failure on, and adds the fields.
    public func respond(to failure: ExchangeFailure) -> Response {
        finish(next.respond(to: failure), id: failure.id)
    }

    /// Each field once, even where a handler has set it.
    private func finish(_ response: Response, id: Request.ID) -> Response {
        var response = response
        response.fields.set(.xContentTypeOptions, "nosniff")
        response.fields.set(.xRequestID, FieldValue(verified: id.description))
        return response
    }
}
