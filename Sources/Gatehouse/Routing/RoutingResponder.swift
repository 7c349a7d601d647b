// SPDX-License-Identifier: MIT

/// Answers requests with the routes of an application: matches after the head, evaluates after the
/// body.
struct RoutingResponder: Responder {
    let router: Router

    func admit(_ head: Request.Head) -> Admission {
        let match = router.match(head.method, head.target)
        var admission = Admission()
        if case .found(let endpoint) = match.outcome {
            admission.maxBodyBytes = endpoint.maxBodyBytes
            admission.timeout = endpoint.timeout
            admission.route = endpoint.pattern.text
        }
        admission.match = match.outcome.object
        admission.parameters = match.parameters
        return admission
    }

    func respond(to request: Request) async -> Response {
        // Middleware that makes a request of its own need not call `admit` first.
        let admission = request.admission.match == nil ? admit(request.head) : request.admission
        switch admission.match {
        case let endpoint as Endpoint: return await run(endpoint, request, admission.parameters)
        case let answer as FixedAnswer: return answer.response
        default: return FixedAnswer.notFound.response
        }
    }

    func respond(to failure: ExchangeFailure) -> Response {
        ErrorResponse.make(for: failure)
    }

    private func run(
        _ endpoint: Endpoint,
        _ request: Request,
        _ parameters: [String]
    ) async -> Response {
        let context = RequestContext(
            request: request,
            pathParameters: parameters,
            slots: Slots(count: endpoint.slotCount)
        )
        do {
            switch endpoint.respond {
            case .now(let respond): return try respond(context)
            case .later(let respond): return try await respond(context)
            }
        } catch {
            return ErrorResponse.make(for: error)
        }
    }
}

/// A response that is known before the first request: that a path is unknown, or what it allows.
final class FixedAnswer: Sendable {
    let response: Response

    private init(_ response: Response) {
        self.response = response
    }

    /// The path is unknown.
    static let notFound = FixedAnswer(ErrorResponse.make(for: HTTPError.notFound()))

    /// The path is known, but not with this method.
    static func methodNotAllowed(allow: FieldValue) -> FixedAnswer {
        let error = HTTPError(.methodNotAllowed, "Method Not Allowed", fields: [.allow: allow])
        return FixedAnswer(ErrorResponse.make(for: error))
    }

    /// The client asks what the path allows.
    static func options(allow: FieldValue) -> FixedAnswer {
        FixedAnswer(Response(status: .noContent, fields: [.allow: allow]))
    }
}
