// SPDX-License-Identifier: MIT
//
// The one place where errors become responses.
// Touches: memory only.

/// Turns what went wrong into what the client is told.
enum ErrorResponse {
    /// Returns the answer to an error that a handler or dependency threw.
    ///
    /// An error of a type that is not meant for clients is answered with a bare 500: nothing of it
    /// leaves the house.
    static func make(for error: any Error) -> Response {
        switch error {
        case let error as HTTPError: make(for: error)
        case let error as ValidationError: make(for: error)
        default: make(for: mistake)
        }
    }

    /// The connection ends behind it: who knows what state a mistake leaves.
    private static var mistake: HTTPError {
        HTTPError(
            .internalServerError,
            "Internal Server Error",
            fields: [.connection: "close"]
        )
    }

    /// Returns the answer to bytes that are no request.
    static func make(for error: RequestError) -> Response {
        let isBusy = error.status == .serviceUnavailable
        let fields: Fields = isBusy ? [.retryAfter: "1"] : [:]
        return make(for: HTTPError(error.status, error.detail, fields: fields))
    }

    /// Tells whether the error is no answer, but a mistake that has to be looked into.
    static func isUnexpected(_ error: any Error) -> Bool {
        !(error is HTTPError) && !(error is ValidationError)
    }

    private static func make(for error: HTTPError) -> Response {
        var body = JSONObject([("detail", .string(error.detail))])
        for member in error.members.members { body[member.name] = member.value }
        return .json(error.status, JSONValue.object(body).encoded(), fields: error.fields)
    }

    private static func make(for error: ValidationError) -> Response {
        let body = JSONObject([("detail", .array(error.faults.map(\.json)))])
        return .json(.unprocessableContent, JSONValue.object(body).encoded())
    }
}
