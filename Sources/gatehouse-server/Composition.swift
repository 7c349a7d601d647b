// SPDX-License-Identifier: MIT
//
// The only place that connects the application, the workers and the transport, by the settings.
// Touches: what the server touches.

package import AuthAPI
package import Gatehouse
import GatehouseAccounts
import GatehouseBase
import GatehouseSecurity
import GatehouseTransport
import Logging
import Synchronization

extension Application {
    /// Makes the application that `gatehouse serve` runs.
    package static func gatehouse(
        _ auth: AuthAPI,
        _ operations: Operations,
        documentation: Documentation = .shown
    ) -> Application {
        let app = Application(
            title: "Gatehouse",
            version: gatehouseVersion,
            summary: "Password login and bearer tokens.",
            documentation: documentation
        )
        auth.declare(on: app)
        operations.declare(on: app)
        return app
    }
}

/// A server that is assembled but not yet started.
struct Composition {
    let readiness = Readiness()
    let accounts: ServerAccounts
    private let settings: Settings
    private let responder: any Responder

    init(_ settings: Settings, _ log: LogOutput) throws {
        self.settings = settings
        accounts = try ServerAccounts(settings, log.makeLogger(label: "gatehouse"))
        Self.warn(of: accounts.directory, log.makeLogger(label: "gatehouse"))
        let audit = AuditLog(log)
        let loginGuard = try LoginGuard(settings, audit, accounts.sharing)
        let auth = AuthAPI(
            accounts: accounts.directory,
            passwords: try PasswordContext(
                settings.newPasswordHash,
                memory: settings.maxHashingMemory
            ),
            tokens: try Tokens(settings),
            workers: try WorkerPool(
                threads: settings.hashingThreads,
                maxQueued: settings.hashingQueueLength,
                name: "gatehouse-hash"
            ),
            loginGuard: loginGuard,
            onEvent: audit.write
        )
        let app = Application.gatehouse(
            auth,
            Operations(readiness: readiness, accounts: accounts.directory),
            documentation: settings.hasDocs ? .shown : .hidden
        )
        let accessLog = AccessLog(log)
        let observer = Observer(
            now: { .nanoseconds(Int64(clamping: SystemTime.monotonicNanoseconds)) },
            ended: accessLog.write
        )
        responder = try app.responder(observer: observer)
    }

    /// Says, when they are found, that there are hashes that cannot be verified here.
    private static func warn(of accounts: any AccountDirectory, _ logger: Logger) {
        let warned = Mutex(Set<String>())
        accounts.reportPasswordHashes { hash in
            guard let kind = try? PasswordHashKind(hash), !kind.isVerifiable,
                warned.withLock({ $0.insert(kind.scheme).inserted })
            else { return }
            let reason = PasswordHashError.libraryMissing.logDescription
            logger.error("no login with a hash of \(kind.scheme) is possible: \(reason)")
        }
    }

    /// Starts to listen, and reports that the server is ready.
    func start(_ logger: Logger) throws -> Server {
        var configuration = settings.server
        configuration.onEvent = { logger.warning("\($0)") }
        let server = try Server.start(configuration, responder: responder)
        readiness.state = .ready
        return server
    }
}

extension LoginGuard {
    /// Creates the guard, or none if the throttle is off, and begins to share what it counts.
    fileprivate convenience init?(
        _ settings: Settings,
        _ audit: AuditLog,
        _ sharing: LoginSharing?
    ) throws {
        guard settings.throttlesLogins else { return nil }
        try self.init(
            key: settings.signingKey,
            onEvent: audit.write,
            onOutcome: { sharing?.add($0) }
        )
        try sharing?.start(self)
    }
}

extension Settings {
    fileprivate var signingKey: SecretKey {
        get throws {
            guard let first = secretKeys.first else { throw SecretKeyError.tooShort }
            return first
        }
    }
}

extension Tokens {
    fileprivate init(_ settings: Settings) throws {
        try self.init(
            signingKey: settings.signingKey,
            formerKeys: Array(settings.secretKeys.dropFirst()),
            lifetime: settings.accessTokenLifetime,
            issuer: settings.issuer,
            audience: settings.audience,
            subjectPrefix: settings.subjectPrefix
        )
    }
}
