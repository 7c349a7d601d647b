// SPDX-License-Identifier: MIT
//
// Whether the server wants requests: what a load balancer asks at /readyz.
// Touches: memory only.

internal import Gatehouse
internal import Synchronization

/// The server's own state, as `/readyz` tells it.
public final class Readiness: Sendable {
    /// The states of a server.
    public enum State: Sendable {
        /// Not serving yet.
        case starting
        /// Serving.
        case ready
        /// Answering what is under way, and nothing more.
        case draining
    }

    private let current = Mutex(State.starting)

    /// Makes the readiness of a server that is starting.
    public init() {}

    /// The state.
    public var state: State {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    /// A dependency that ends the request with 503 unless the server is ready and has its store.
    func isReady(_ accounts: any AccountStore) -> Dependency<Void> {
        let check: @Sendable (Request.Head) async throws -> Void = { [self] _ in
            switch state {
            case .starting: throw Self.unavailable("The server is starting.")
            case .draining: throw Self.unavailable("The server is shutting down.")
            case .ready: break
            }
            guard await accounts.isAvailable else {
                throw Self.unavailable("The accounts are not available.")
            }
        }
        return Dependency(check).documented(.serviceUnavailable, "Not ready")
    }

    private static func unavailable(_ detail: String) -> HTTPError {
        .serviceUnavailable(detail, retryAfterSeconds: 1)
    }
}
