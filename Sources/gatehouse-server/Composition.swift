// SPDX-License-Identifier: MIT
//
// Joins the application, the workers and the transport by the settings: here and nowhere else.
// Touches: what the server touches.

import AuthAPI
import Gatehouse
import GatehouseSecurity
import GatehouseTransport
import Logging

/// A server, put together and not yet started.
struct Composition {
    let readiness = Readiness()
    private let settings: Settings
    private let log: LogOutput
    private let application: any Responder

    init(_ settings: Settings, _ log: LogOutput) throws {
        self.settings = settings
        self.log = log
        let pool = try WorkerPool(
            threads: settings.hashingThreads,
            maxQueued: settings.hashingQueueLength,
            name: "gatehouse-hash"
        )
        let app = Application.authAPI(
            accounts: settings.isDemo ? MemoryAccountStore.demo : MemoryAccountStore([]),
            passwords: try PasswordContext(bcryptCost: settings.bcryptCost),
            tokens: try Tokens(settings),
            workers: HashingThreads(pool: pool),
            readiness: readiness,
            documentation: settings.hasDocs ? .shown : .hidden
        )
        application = try app.responder(observer: Observer(log))
    }

    /// Starts to listen, and says that the server is ready.
    func start(_ logger: Logger) throws -> Server {
        var configuration = ServerConfiguration(settings)
        configuration.onEvent = { logger.warning("\($0)") }
        let server = try Server.start(configuration, responder: application)
        readiness.state = .ready
        return server
    }
}

/// The pool as the application knows it.
private struct HashingThreads: Workers {
    let pool: WorkerPool

    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        try await pool.run(work)
    }
}

extension Tokens {
    fileprivate init(_ settings: Settings) throws {
        let keys = try settings.secretKeys.map { try SecretKey(bytes: $0.bytes) }
        guard let first = keys.first else { throw SecretKeyError.tooShort }
        try self.init(
            signingKey: first,
            formerKeys: Array(keys.dropFirst()),
            lifetime: .seconds(60 * settings.accessTokenMinutes)
        )
    }
}

extension ServerConfiguration {
    fileprivate init(_ settings: Settings) {
        self.init()
        host = settings.host
        port = settings.port
        loopCount = settings.workers
        maxConnections = settings.limits.connections
        maxConnectionsPerAddress = settings.limits.connectionsPerAddress
        maxUnsentBytes = settings.limits.unsentBytes
        handlerTimeout = .seconds(settings.limits.handlerSeconds)
        writeTimeout = .seconds(settings.limits.writeSeconds)
        drainTimeout = .seconds(settings.limits.drainSeconds)
        limits.maxHeadBytes = settings.limits.headBytes
        limits.maxFieldCount = settings.limits.headerFields
        limits.maxTargetBytes = settings.limits.targetBytes
        limits.maxBodyBytes = settings.limits.bodyBytes
        limits.headTimeout = .seconds(settings.limits.headSeconds)
        limits.bodyTimeout = .seconds(settings.limits.bodySeconds)
        limits.idleTimeout = .seconds(settings.limits.idleSeconds)
        limits.maxChunkOverheadBytes = settings.limits.chunkOverheadBytes
        limits.minBodyBytesPerSecond = settings.limits.bodyBytesPerSecond
        limits.maxRequestsPerConnection = settings.limits.requestsPerConnection
    }
}

extension Observer {
    /// Writes one line for each request, and one more for a mistake in a handler.
    fileprivate init?(_ log: LogOutput) {
        let access = AccessLog(log)
        let logger = log.makeLogger(label: "gatehouse.error")
        self.init(now: { .nanoseconds(System.monotonicNanoseconds()) }) { handled in
            access.write(AccessRecord(handled))
            if let failure = handled.cause, handled.status?.code ?? 0 >= 500 {
                logger.error("a handler failed", metadata: Self.metadata(of: failure, handled))
            }
        }
    }

    private static func metadata(
        of failure: any Error,
        _ handled: ObservedExchange
    ) -> Logger.Metadata {
        ["request_id": "\(handled.id)", "error": "\(failure)"]
    }
}

extension AccessRecord {
    fileprivate init(_ handled: ObservedExchange) {
        self.init(
            requestID: handled.id.description,
            remoteAddress: handled.client.description,
            method: handled.method?.name ?? "-",
            route: handled.route,
            status: handled.status?.code ?? 0,
            durationInMicroseconds: handled.duration.microseconds,
            bodyBytes: handled.bodyBytes
        )
    }
}

extension Duration {
    /// Whole microseconds, held within the range of an `Int`.
    fileprivate var microseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return Int(clamping: product.addingReportingOverflow(attoseconds / 1_000_000_000_000).0)
    }
}
