// SPDX-License-Identifier: MIT
//
// `gatehouse serve`: reads the settings, and runs the server until it is asked to end.
// Touches: the environment, `.env`, standard error, signals, and what the server touches.

package import ArgumentParser
import AuthAPI
import GatehouseAccounts
import GatehouseBase
import GatehouseTransport
import Logging

package struct ServeCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server until SIGTERM or SIGINT.",
        discussion: """
            Every setting can be set in the environment or in a file .env in the working directory. \
            Flags win over the environment, the environment over the file. \
            SECRET_KEY has no flag: arguments are visible to other users.
            """
    )

    @OptionGroup package var flags: ServeFlags

    package init() {}

    package func run() throws {
        StandardStreams.keepOpen()
        Process.forbidDumps()
        let settings = try loadSettings()
        do {
            try Self.serve(settings)
        } catch let error as ServerError {
            StandardStreams.writeError("gatehouse: \(error)")
            throw ExitCode.failure
        } catch let error as AccountStoreError {
            StandardStreams.writeError("gatehouse: \(settings.database): \(error.logDescription)")
            throw error.exitCode
        }
    }

    /// Exit status for wrong settings: EX_CONFIG of `sysexits.h`.
    static let configurationFault = ExitCode(78)

    private func loadSettings() throws -> Settings {
        do throws(SettingsFaults) {
            let secrets = Setting.all.filter(\.isSecret).map(\.name)
            return try Settings.resolve(
                flags: flags.values,
                environment: Process.takeEnvironment(
                    Setting.all.map(\.name),
                    secrets: Set(secrets)
                ),
                file: EnvironmentFile.load(EnvironmentFile.name),
                cores: ServerConfiguration.availableCores
            )
        } catch {
            StandardStreams.writeError(error.lines.joined(separator: "\n"))
            throw Self.configurationFault
        }
    }
}

// MARK: - Serving

extension ServeCommand {
    /// How long the process waits at its end for the reader of the log.
    private static let lastFlush = Duration.seconds(1)

    /// Serves until a signal, then drains; a second signal ends the process at once.
    ///
    /// `nonisolated`, because closures made on the main actor trap on the threads of the server.
    nonisolated private static func serve(_ settings: Settings) throws {
        // This comes first, since threads inherit that the signals are blocked.
        let signals = try Signals()
        let format = settings.logFormat
        let writer = try LogWriter(descriptor: 2) { count in
            let now = SystemTime.wallMilliseconds
            return LogOutput.droppedLine(count, format: format, milliseconds: now)
        }
        defer { writer.flush(within: lastFlush) }
        // Now, and not when it is needed: by then the system might have no thread to give.
        try signals.endAtSecond(writer)
        let log = LogOutput(settings, writer)
        let logger = log.makeLogger(label: "gatehouse")
        let descriptorLimit = Process.raiseDescriptorLimit()

        let composition = try Composition(settings, log)
        let server = try composition.start(logger)
        // Only now, so that a failed start says why and nothing else.
        warn(settings, descriptorLimit, logger)
        try composition.accounts.describe(to: logger)
        // A port that the kernel has chosen is logged at any level: nobody could find the server
        // without it.
        let level = settings.server.port == 0 ? max(.info, logger.logLevel) : .info
        for address in server.addresses {
            logger.log(level: level, "listening on http://\(address)")
        }
        let signal = signals.next()
        logger.info("\(signal): draining")
        composition.readiness.state = .draining
        server.drain()
        server.wait()
        logger.info("ended")
    }

    nonisolated private static func warn(
        _ settings: Settings,
        _ descriptorLimit: UInt?,
        _ logger: Logger
    ) {
        for warning in settings.warnings { logger.warning("\(warning)") }
        let wanted = settings.server.maxConnections
        if let limit = descriptorLimit, limit < UInt(wanted) {
            logger.warning(
                "the system allows \(limit) descriptors: fewer than MAX_CONNECTIONS (\(wanted))"
            )
        }
        if settings.isDemo {
            logger.warning("demo mode: anybody may log in as johndoe with the password secret")
        }
    }
}

/// The signals that end the server: the first lets it drain, the second ends it at once.
private final class Signals: Sendable {
    private let signals: TerminationSignals
    private let firstHasCome: EventCounter

    init() throws(ServerError) {
        signals = try TerminationSignals()
        firstHasCome = try EventCounter.forThreads()
    }

    /// Waits for the first signal.
    func next() -> String {
        defer { firstHasCome.raise() }
        return signals.next()
    }

    /// Ends the process at the second signal, after writing as much of the log as its reader takes
    /// at once.
    func endAtSecond(_ writer: LogWriter) throws(ServerError) {
        try SystemThread.start(name: "gatehouse-signal") { [self] in
            firstHasCome.take()
            let number: Int32 = signals.next() == "SIGINT" ? 2 : 15
            writer.flush(within: .milliseconds(50))
            // As a shell reports a process that was ended by a signal.
            Process.exitAtOnce(128 + number)
        }.detach()
    }
}

// MARK: - Flags

/// What was typed after `gatehouse serve`.
///
/// The flags are taken as they are: `Settings` validates them together with the environment, so
/// that all faults are reported at once.
package struct ServeFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: .setting("HOST")) var host: String?
    @Option(parsing: .unconditional, help: .setting("PORT")) var port: String?
    @Flag(help: .setting("DEMO")) var demo = false
    @Option(parsing: .unconditional, help: .setting("DOCS")) var docs: String?
    @Option(parsing: .unconditional, help: .setting("DATABASE")) var database: String?
    @Option(parsing: .unconditional, help: .setting("WORKERS")) var workers: String?
    @Option(parsing: .unconditional, help: .setting("HASHING_THREADS"))
    var hashingThreads: String?
    @Option(parsing: .unconditional, help: .setting("LOGIN_THROTTLE")) var loginThrottle: String?
    @Option(parsing: .unconditional, help: .setting("LOG_LEVEL")) var logLevel: String?
    @Option(parsing: .unconditional, help: .setting("LOG_FORMAT")) var logFormat: String?

    package init() {}

    /// The flags that were given, by the name of their setting.
    package var values: [String: String] {
        let values = [
            "HOST": host,
            "PORT": port,
            "DEMO": demo ? "on" : nil,
            "DOCS": docs,
            "DATABASE": database,
            "WORKERS": workers,
            "HASHING_THREADS": hashingThreads,
            "LOGIN_THROTTLE": loginThrottle,
            "LOG_LEVEL": logLevel,
            "LOG_FORMAT": logFormat,
        ]
        return values.compactMapValues { value in value }
    }
}

extension ArgumentHelp {
    /// The help of a setting, from the table.
    static func setting(_ name: String) -> ArgumentHelp {
        guard let setting = Setting.all.first(where: { setting in setting.name == name }) else {
            return ArgumentHelp(name)
        }
        let help = "\(name): \(setting.summary). (default: \(setting.defaultText))"
        return ArgumentHelp(help)
    }
}
