// SPDX-License-Identifier: MIT
//
// Everything that can be set, with its default, as one value. Only `Settings.resolve` gives it
// away, so whoever holds one holds valid settings. Touches: memory only.

package import Logging

package struct Settings: Sendable {
    package internal(set) var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    package internal(set) var port: UInt16 = 8000
    package internal(set) var isDemo = false
    package internal(set) var hasDocs = true

    /// The keys of tokens, never empty: the first signs, all verify.
    package internal(set) var secretKeys: [SigningSecret] = []
    package internal(set) var algorithm = TokenAlgorithm.hs256
    package internal(set) var accessTokenMinutes = 30
    package internal(set) var bcryptCost = 12

    package internal(set) var workers: Int
    package internal(set) var hashingThreads: Int
    package internal(set) var hashingQueueLength = 64

    package internal(set) var throttlesLogins = true
    package internal(set) var trustedProxies: [IPAddress] = []

    package internal(set) var logLevel = Logger.Level.info
    package internal(set) var logFormat = LogFormat.text

    package internal(set) var limits = Limits()

    /// What is allowed but probably not meant: one line each, for the log.
    package internal(set) var warnings: [String] = []

    /// Makes the defaults for a machine; without a key they are not yet valid.
    init(processors: Int) {
        workers = min(max(processors, 1), 256)
        hashingThreads = workers
    }

    package enum TokenAlgorithm: String, CaseIterable, Sendable {
        case hs256 = "HS256"
    }

    package struct Limits: Sendable {
        package internal(set) var headBytes = 16_384
        package internal(set) var headerFields = 100
        package internal(set) var targetBytes = 8192
        package internal(set) var bodyBytes = 1_048_576
        package internal(set) var headSeconds = 10
        package internal(set) var bodySeconds = 30
        package internal(set) var idleSeconds = 60
        package internal(set) var bodyBytesPerSecond = 500
        package internal(set) var chunkOverheadBytes = 16_384
        package internal(set) var connections = 10_000
        package internal(set) var connectionsPerAddress = 1_000_000
        package internal(set) var requestsPerConnection = 100_000
        package internal(set) var unsentBytes = 65_536
        package internal(set) var writeSeconds = 30
        package internal(set) var handlerSeconds = 60
        package internal(set) var drainSeconds = 10
    }
}
