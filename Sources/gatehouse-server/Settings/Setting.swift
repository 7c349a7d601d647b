// SPDX-License-Identifier: MIT
//
// The table of all settings: name, flag, rule and one line of help, each in one declaration.
// Whatever reads settings, explains them or checks the explanations uses this table. A default is
// where the value is, in `Settings` and in the values that it contains.

import GatehouseTransport

package struct Setting: Sendable {
    /// The name in the environment and in `.env`.
    package let name: String
    /// The flag of `gatehouse serve`, for example `--port`, or nil if there is none.
    package let flag: String?
    /// What the setting does, in one line.
    package let summary: String
    /// The default as one would write it, or words if it depends on the machine.
    package let defaultText: String
    /// What every value must be, given the settings before it in the table: "must be ...".
    let rule: @Sendable (Settings) -> String
    /// Whether the value must never be shown.
    package let isSecret: Bool
    /// Whether a fault shows the wrong value.
    let isShown: Bool
    /// Stores the value that the text stands for; returns false if it violates the rule.
    let assign: @Sendable (_ text: String, _ settings: inout Settings) -> Bool
}

extension Setting {
    private init<Value>(
        _ name: String,
        flag: String? = nil,
        _ property: any WritableKeyPath<Settings, Value> & Sendable,
        _ rule: ValueRule<Value>,
        defaultText: String? = nil,
        isSecret: Bool = false,
        isShown: Bool = true,
        _ summary: String
    ) {
        self.init(
            name,
            flag: flag,
            property,
            rule: { _ in rule },
            defaultText: defaultText,
            isSecret: isSecret,
            isShown: isShown,
            summary
        )
    }

    /// Declares a setting whose rule depends on settings before it in the table.
    private init<Value>(
        _ name: String,
        flag: String? = nil,
        _ property: any WritableKeyPath<Settings, Value> & Sendable,
        rule: @escaping @Sendable (Settings) -> ValueRule<Value>,
        defaultText: String? = nil,
        isSecret: Bool = false,
        isShown: Bool = true,
        _ summary: String
    ) {
        let defaults = Settings(cores: 1)
        self.name = name
        self.flag = flag
        self.summary = summary
        self.defaultText = defaultText ?? rule(defaults).show(defaults[keyPath: property])
        self.rule = { settings in rule(settings).text }
        self.isSecret = isSecret
        self.isShown = isShown && !isSecret
        assign = { text, settings in
            guard let value = rule(settings).parse(text) else { return false }
            settings[keyPath: property] = value
            return true
        }
    }
}

// MARK: - The table

extension Setting {
    package static let all = listening + accounts + tokens + threads + logging + limits

    static let host = Setting(
        "HOST",
        flag: "--host",
        \.server.host,
        .host,
        "address to listen on"
    )
    static let demo = Setting(
        "DEMO",
        flag: "--demo",
        \.isDemo,
        .onOrOff,
        "adds the tutorial's user johndoe, in memory; listens on loopback only"
    )
    static let secretKey = Setting(
        "SECRET_KEY",
        \.secretKeys,
        rule: { settings in .keys(for: settings.algorithm) },
        isSecret: true,
        "key that signs tokens, required; of several, the first signs and all verify"
    )
    static let secretKeyIDs = Setting(
        "SECRET_KEY_IDS",
        \.secretKeyIDs,
        .keyIDs,
        // It may be a key, put here by mistake.
        isShown: false,
        "names of the keys, one for each in their order, which tokens bear as kid"
    )

    private static let listening = [
        host,
        Setting(
            "PORT",
            flag: "--port",
            \.server.port,
            .wholeNumber(0...65535),
            "TCP port; 0 takes a free one"
        ),
        demo,
        Setting("DOCS", flag: "--docs", \.hasDocs, .onOrOff, "serves /docs and /openapi.json"),
    ]

    static let database = Setting(
        "DATABASE",
        flag: "--database",
        \.database,
        .database,
        // A URL can contain a password.
        isSecret: true,
        "SQLite file with the accounts, created if there is none, or a PostgreSQL URL"
    )

    private static let accounts = [
        database,
        Setting(
            "DATABASE_POOL",
            \.databasePool,
            .wholeNumber(1...100),
            "connections to PostgreSQL"
        ),
        Setting(
            "DATABASE_STALENESS_MILLISECONDS",
            \.databaseStaleness,
            .milliseconds(250...60_000),
            "how long accounts in memory are trusted without news from the database; 503 beyond"
        ),
        Setting(
            "ACCOUNT_CACHE",
            \.accountCacheCapacity,
            .wholeNumber(64...100_000_000),
            "accounts kept in memory"
        ),
    ]

    static let bcryptCost = Setting(
        "BCRYPT_COST",
        \.bcryptCost,
        .wholeNumber(10...16),
        "cost of new bcrypt hashes"
    )
    static let passwordScheme = Setting(
        "PASSWORD_SCHEME",
        \.passwordScheme,
        .choice,
        "how new passwords are hashed"
    )

    private static let tokens = [
        // Before the keys, whose length depends on it.
        Setting("ALGORITHM", \.algorithm, .choice, "algorithm that signs tokens"),
        secretKey,
        secretKeyIDs,
        Setting(
            "ISSUER",
            \.issuer,
            .claim,
            "written into tokens as iss, and demanded of them"
        ),
        Setting(
            "AUDIENCE",
            \.audience,
            .claim,
            "written into tokens as aud, and demanded of them"
        ),
        Setting(
            "SUBJECT_PREFIX",
            \.subjectPrefix,
            .claim,
            "precedes the user name in the sub of tokens, as in username:johndoe"
        ),
        Setting(
            "ACCESS_TOKEN_EXPIRE_MINUTES",
            \.accessTokenLifetime,
            .minutes(1...1440),
            "lifetime of a token"
        ),
        passwordScheme,
        bcryptCost,
        loginThrottle,
    ]

    private static let loginThrottle = Setting(
        "LOGIN_THROTTLE",
        flag: "--login-throttle",
        \.throttlesLogins,
        .onOrOff,
        "refuses logins for a while after many have failed"
    )

    private static let threads = [
        Setting(
            "WORKERS",
            flag: "--workers",
            \.server.loopCount,
            .wholeNumber(1...256),
            defaultText: "number of cores",
            "event loops, one thread each"
        ),
        Setting(
            "HASHING_THREADS",
            flag: "--hashing-threads",
            \.hashingThreads,
            .wholeNumber(1...256),
            defaultText: "number of cores",
            "threads that hash passwords"
        ),
        Setting(
            "HASHING_QUEUE_LENGTH",
            \.hashingQueueLength,
            .wholeNumber(1...10_000),
            "logins that may wait for a hashing thread; more are answered with 503"
        ),
        Setting(
            "MAX_HASHING_MEMORY_BYTES",
            \.maxHashingMemory,
            .wholeNumber(268_435_456...1_099_511_627_776),
            "most memory that all hashing threads take for memory-hard hashes"
        ),
    ]

    private static let logging = [
        Setting(
            "LOG_LEVEL",
            flag: "--log-level",
            \.logLevel,
            .logLevel,
            "least severe records that are written"
        ),
        Setting(
            "LOG_FORMAT",
            flag: "--log-format",
            \.logFormat,
            .choiceInAnyCase,
            "text, or json for one object per line"
        ),
    ]

    private static let limits = [
        Setting(
            "MAX_HEAD_BYTES",
            \.server.limits.maxHeadBytes,
            .wholeNumber(1024...1_048_576),
            "longest head of a request"
        ),
        Setting(
            "MAX_HEADER_FIELDS",
            \.server.limits.maxFieldCount,
            .wholeNumber(8...1000),
            "most header fields of a request"
        ),
        Setting(
            "MAX_TARGET_BYTES",
            \.server.limits.maxTargetBytes,
            .wholeNumber(256...65536),
            "longest target of a request"
        ),
        Setting(
            "MAX_BODY_BYTES",
            \.server.limits.maxBodyBytes,
            .wholeNumber(1024...1_073_741_824),
            "longest body of a request; a route may allow less"
        ),
        Setting(
            "MAX_BODY_MEMORY_BYTES",
            \.server.maxBodyMemoryBytes,
            .wholeNumber(65_536...1_099_511_627_776),
            "most memory for all bodies that are being received; 503 beyond"
        ),
        Setting(
            "MAX_CHUNK_OVERHEAD_BYTES",
            \.server.limits.maxChunkOverheadBytes,
            .wholeNumber(256...1_048_576),
            "most chunk extensions and trailer fields of a body together"
        ),
        Setting(
            "MAX_REQUESTS_PER_CONNECTION",
            \.server.limits.maxRequestsPerConnection,
            .wholeNumber(1...1_000_000_000),
            "most requests on one connection"
        ),
        Setting(
            "MAX_UNSENT_BYTES",
            \.server.maxUnsentBytes,
            .wholeNumber(1024...1_073_741_824),
            "most response bytes queued for a client before it has to take some"
        ),
        Setting(
            "HEAD_TIMEOUT_SECONDS",
            \.server.limits.headTimeout,
            .seconds(1...3600),
            "time for a head to arrive"
        ),
        Setting(
            "BODY_TIMEOUT_SECONDS",
            \.server.limits.bodyTimeout,
            .seconds(1...3600),
            "time for a body to arrive"
        ),
        Setting(
            "MIN_BODY_BYTES_PER_SECOND",
            \.server.limits.minBodyBytesPerSecond,
            .wholeNumber(1...1_073_741_824),
            "a body gets 30 seconds, plus one for every this many bytes received"
        ),
        Setting(
            "WRITE_TIMEOUT_SECONDS",
            \.server.writeTimeout,
            .seconds(1...3600),
            "time in which a client must take some of an answer"
        ),
        Setting(
            "HANDLER_TIMEOUT_SECONDS",
            \.server.handlerTimeout,
            .seconds(1...3600),
            "time for a handler to answer"
        ),
        Setting(
            "IDLE_TIMEOUT_SECONDS",
            \.server.limits.idleTimeout,
            .seconds(1...3600),
            "time that a connection may rest between requests"
        ),
        Setting(
            "MAX_CONNECTIONS",
            \.server.maxConnections,
            .wholeNumber(1...1_000_000),
            "most connections at a time; beyond, the longest idle one makes room"
        ),
        Setting(
            "MAX_CONNECTIONS_PER_ADDRESS",
            \.server.maxConnectionsPerAddress,
            .wholeNumber(1...1_000_000),
            "most connections of one address at a time"
        ),
        Setting(
            "DRAIN_TIMEOUT_SECONDS",
            \.server.drainTimeout,
            .seconds(1...3600),
            "time for requests in flight when the server stops"
        ),
    ]
}
