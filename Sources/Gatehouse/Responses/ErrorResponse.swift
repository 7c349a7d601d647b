// SPDX-License-Identifier: MIT

/// Turns errors into responses; nothing else does.
enum ErrorResponse {
    /// Returns the response to an error that a handler or dependency threw.
    ///
    /// An error of a type that is not meant for clients is answered with a bare 500 that reveals
    /// nothing of it.
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

    /// The connection closes after this response, since an unexpected error may leave any state.
    private static var mistake: HTTPError {
        HTTPError(
            .internalServerError,
            "Internal Server Error",
            fields: [.connection: "close"]
        )
    }

    /// Returns the response to an exchange that ended early.
    ///
    /// For an abandoned one nobody reads it; its status puts the fault on the client.
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
