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
        case let error as HTTPError: return make(for: error)
        case let error as ValidationError: return make(for: error)
        case let error as WorkersBusy:
            let detail = "The server is busy. Try again later."
            let fields: Fields = [.retryAfter: "2"]
            return make(for: HTTPError(.serviceUnavailable, detail, fields: fields, cause: error))
        default:
            var response = make(for: mistake)
            response.cause = error
            return response
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

    /// Returns the answer to an exchange that ended early.
    ///
    /// Nobody reads that to an abandoned one; its status is what the client got wrong.
    static func make(for failure: ExchangeFailure) -> Response {
        let status = failure.reason.status ?? .badRequest
        let isBusy = status == .serviceUnavailable
        let fields: Fields = isBusy ? [.retryAfter: "1"] : [:]
        return make(for: HTTPError(status, failure.reason.detail, fields: fields))
    }

    private static func make(for error: HTTPError) -> Response {
        var body = JSONObject([("detail", .string(error.detail))])
        for member in error.members.members { body[member.name] = member.value }
        var response = Response.json(
            error.status,
            JSONValue.object(body).encoded(),
            fields: error.fields
        )
        response.cause = error.cause
        return response
    }

    private static func make(for error: ValidationError) -> Response {
        var body = JSONObject([("detail", .array(error.faults.map(\.json)))])
        for member in error.members.members { body[member.name] = member.value }
        return .json(.unprocessableContent, JSONValue.object(body).encoded())
    }
}
