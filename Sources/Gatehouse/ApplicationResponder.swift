// SPDX-License-Identifier: MIT
//
// Answers requests with the routes of an application: match, evaluate, turn errors into answers,
// and tell the observer.
// Touches: memory only; the observer brings its clock.

/// The routes of an application, made ready to answer.
public struct ApplicationResponder: Responder {
    let router: Router<Endpoint>
    let observer: Observer?

    /// Answers a request.
    public func respond(to request: Request) async -> Response {
        let start = observer?.now()
        var outcome = Outcome(response: Response(status: .ok))
        switch router.match(request.head.method, request.head.target) {
        case .found(let endpoint, let parameters):
            outcome = await run(endpoint, request, parameters)
        case .notFound:
            outcome.response = ErrorResponse.make(for: HTTPError.notFound())
        case .methodNotAllowed(let allow):
            let error = HTTPError(
                .methodNotAllowed,
                "Method Not Allowed",
                fields: [.allow: allow]
            )
            outcome.response = ErrorResponse.make(for: error)
        case .options(let allow):
            outcome.response = Response(status: .noContent, fields: [.allow: allow])
        }
        finish(&outcome.response, id: request.id)
        observe(outcome, request: request, since: start)
        return outcome.response
    }

    /// Answers bytes that are no request.
    public func respond(to error: RequestError, id: RequestID) -> Response {
        var outcome = Outcome(response: ErrorResponse.make(for: error))
        finish(&outcome.response, id: id)
        observe(outcome, id: id)
        return outcome.response
    }

    private func run(
        _ endpoint: Endpoint,
        _ request: Request,
        _ parameters: [String]
    ) async -> Outcome {
        let context = RequestContext(
            request: request,
            pathParameters: parameters,
            slots: Slots(count: endpoint.slotCount)
        )
        do {
            switch endpoint.respond {
            case .now(let respond): return Outcome(try respond(context), endpoint.pattern)
            case .later(let respond): return Outcome(try await respond(context), endpoint.pattern)
            }
        } catch {
            var outcome = Outcome(ErrorResponse.make(for: error), endpoint.pattern)
            if ErrorResponse.isUnexpected(error) { outcome.failure = error }
            return outcome
        }
    }

    /// Adds what every answer carries, each once even where a handler has set it.
    private func finish(_ response: inout Response, id: RequestID) {
        response.fields.set(.xContentTypeOptions, "nosniff")
        response.fields.set(.xRequestID, FieldValue(verified: id.description))
    }
}

/// An answer and what the observer is told besides.
private struct Outcome {
    var response: Response
    var pattern: PathPattern?
    var failure: (any Error)?

    init(response: Response) {
        self.response = response
    }

    init(_ response: Response, _ pattern: PathPattern) {
        self.response = response
        self.pattern = pattern
    }
}

extension ApplicationResponder {
    private func observe(_ outcome: Outcome, request: Request, since start: Duration?) {
        guard let observer, let start else { return }
        observer.handled(
            HandledRequest(
                id: request.id,
                remoteAddress: request.remoteAddress,
                method: request.head.method,
                route: outcome.pattern?.text,
                status: outcome.response.status,
                bodyBytes: request.head.method == .head ? 0 : outcome.response.body.count,
                duration: observer.now() - start,
                failure: outcome.failure
            )
        )
    }

    private func observe(_ outcome: Outcome, id: RequestID) {
        observer?.handled(
            HandledRequest(
                id: id,
                remoteAddress: "",
                method: nil,
                route: nil,
                status: outcome.response.status,
                bodyBytes: outcome.response.body.count,
                duration: .zero,
                failure: nil
            )
        )
    }
}
