// SPDX-License-Identifier: MIT
//
// All settings as one value, and what is wrong with them. `Settings.resolve` is the only way to
// obtain one, so whoever has one has valid settings.

package import GatehouseSecurity
package import GatehouseTransport
package import Logging

package struct Settings: Sendable {
    /// How the server listens, and its limits: the transport's own values, with its defaults.
    package internal(set) var server = ServerConfiguration()
    package internal(set) var isDemo = false
    package internal(set) var hasDocs = true

    package internal(set) var database = DatabaseLocation.file("gatehouse.sqlite")
    package internal(set) var databasePool = 4
    package internal(set) var databaseStaleness = Duration.seconds(1)
    package internal(set) var accountCacheCapacity = 100_000

    /// The keys for tokens, never empty: the first signs, all verify.
    package internal(set) var secretKeys: [SecretKey] = []
    /// The names of the keys, as many; empty if they have none.
    package internal(set) var secretKeyIDs: [String] = []
    package internal(set) var algorithm = TokenAlgorithm.hs256
    package internal(set) var issuer: String?
    package internal(set) var audience: String?
    package internal(set) var subjectPrefix: String?
    package internal(set) var accessTokenLifetime = Duration.seconds(30 * 60)
    package internal(set) var passwordScheme = PasswordScheme.bcrypt
    package internal(set) var bcryptCost = 12
    package internal(set) var throttlesLogins = true

    package internal(set) var hashingThreads: Int
    /// Logins that may wait for a hashing thread: 16 seconds' worth for each of two cores.
    package internal(set) var hashingQueueLength = 64
    package internal(set) var maxHashingMemory = PasswordContext.defaultMemory

    package internal(set) var logLevel = Logger.Level.info
    package internal(set) var logFormat = LogFormat.text

    /// What is allowed but probably not intended: one line each, for the log.
    package internal(set) var warnings: [String] = []

    /// Creates the defaults for a number of cores; without a key they are not yet valid.
    init(cores: Int = ServerConfiguration.availableCores) {
        hashingThreads = min(max(cores, 1), 256)
        server.loopCount = hashingThreads
    }
}

extension Settings {
    package enum PasswordScheme: String, CaseIterable, Sendable {
        case bcrypt, argon2id
    }

    /// How new passwords are hashed.
    package var newPasswordHash: NewPasswordHash {
        switch passwordScheme {
        case .bcrypt: .bcrypt(cost: bcryptCost)
        case .argon2id: .argon2id
        }
    }
}

// MARK: - Faults

/// What is wrong with a setting, in one line that never shows a secret.
package struct SettingsFault: Equatable, Sendable {
    /// One line for a person: the place, and the rule that was violated.
    package let line: String

    init(_ place: String, _ problem: String) {
        line = "\(place): \(problem)"
    }

    /// Creates the fault of a value that violates the rule of its setting.
    init(_ setting: Setting, _ value: SourcedValue, _ settings: Settings) {
        let shown = setting.isShown ? ", not \(Self.excerpt(of: value.text))" : ""
        self.init(value.origin.place(of: setting), setting.rule(settings) + shown)
    }

    /// Shows a short value as it is, and only the length of any other.
    ///
    /// A line that was joined with the one after it may contain a key, whatever its name says.
    static func excerpt(of value: String) -> String {
        let count = value.unicodeScalars.count
        guard count <= 40, !value.utf8.contains(UInt8(ascii: "=")) else {
            return "a text of \(count) characters"
        }
        return LogText.quoted(value, limit: 40)
    }
}

/// All the faults of one start.
package struct SettingsFaults: Error, Equatable {
    package let faults: [SettingsFault]

    package var lines: [String] { faults.map(\.line) }
}

/// The text of a setting, and where it came from.
struct SourcedValue {
    let text: String
    let origin: Origin

    enum Origin {
        case flag(String)
        case environment
        case file(line: Int)

        func place(of setting: Setting) -> String {
            switch self {
            case .flag(let flag): "\(setting.name) (\(flag))"
            case .environment: setting.name
            case .file(let line): "\(setting.name) (\(EnvironmentFile.name) line \(line))"
            }
        }
    }
}
