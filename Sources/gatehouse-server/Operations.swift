// SPDX-License-Identifier: MIT
//
// What belongs to the executable and not to the tutorial: its version, health and readiness, and
// the redirect from / to the docs page.

import AuthAPI
package import Gatehouse
package import GatehouseAccounts
import Synchronization

/// The version of this release (Semantic Versioning 2.0), defined only here.
package let gatehouseVersion = "0.1.0"

/// The routes for load balancers and curious people.
package struct Operations {
    private let readiness: Readiness
    private let accounts: any AccountDirectory

    package init(readiness: Readiness, accounts: any AccountDirectory) {
        self.readiness = readiness
        self.accounts = accounts
    }

    /// Declares `/healthz` and `/readyz`, and `/` if there is a docs page to go to.
    package func declare(on app: Application) {
        app.get("/healthz", summary: "Whether the server runs") {
            Health(status: "ok")
        }

        app.get("/readyz", isReady, summary: "Whether the server is ready") { _ in
            Health(status: "ok")
        }

        if app.documentation == .shown {
            app.get("/", hidden: true) { Response.redirect(to: "/docs") }
        }
    }

    /// Ends the request with 503 unless the server is ready, its store is available, and all accounts
    /// can be read.
    private var isReady: Dependency<Void> {
        let check: @Sendable (Request.Head) async throws -> Void = { [readiness, accounts] _ in
            switch readiness.state {
            case .starting: throw Self.unavailable("The server is starting.")
            case .draining: throw Self.unavailable("The server is shutting down.")
            case .ready: break
            }
            guard await accounts.isAvailable else {
                throw Self.unavailable("The accounts are not available.")
            }
            guard await accounts.isComplete else {
                throw Self.unavailable("Some accounts cannot be read.")
            }
        }
        return Dependency(check).documented(.serviceUnavailable, "Not ready")
    }

    private static func unavailable(_ detail: String) -> HTTPError {
        .serviceUnavailable(detail, retryAfterSeconds: 1)
    }
}

/// The server's own state, as `/readyz` reports it.
package final class Readiness: Sendable {
    package enum State: Sendable {
        /// Not serving yet.
        case starting
        /// Serving.
        case ready
        /// Answering requests in flight, and nothing more.
        case draining
    }

    private let current = Mutex(State.starting)

    package init() {}

    package var state: State {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}

/// The response of the health checks.
private struct Health: Content {
    let status: String

    static var schema: Schema { .object("Health", ["status": .string]) }
}
