// SPDX-License-Identifier: MIT
//
// `gatehouse serve`: reads the settings, and runs the server until it is asked to end.
// Touches: the environment, `.env`, standard error, and what the server touches.

package import ArgumentParser
import AuthAPI
import GatehouseTransport
import Logging

package struct Serve: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Run the server until SIGTERM or SIGINT.",
        discussion: """
            Every setting can stand in the environment or in a file .env in the working directory. \
            Flags win over the environment, the environment over the file. \
            SECRET_KEY has no flag: arguments are visible to other users.
            """
    )

    @OptionGroup package var flags: ServeFlags

    package init() {}

    package func run() throws {
        System.keepStandardDescriptorsOpen()
        let settings = try loadSettings()
        do {
            try Self.serve(settings)
        } catch let error as ServerError {
            System.write(Array("gatehouse: \(error)\n".utf8), to: 2)
            throw ExitCode.failure
        }
    }

    /// Exit status for wrong settings: EX_CONFIG of `sysexits.h`.
    private static let configurationFault = ExitCode(78)

    private func loadSettings() throws -> Settings {
        do throws(SettingsFaults) {
            return try Settings.resolve(
                flags: flags.values,
                environment: System.environment(Setting.all.map(\.name)),
                file: EnvironmentFile.load(EnvironmentFile.name),
                processors: System.processorCount()
            )
        } catch {
            let lines = error.lines.joined(separator: "\n") + "\n"
            System.write(Array(lines.utf8), to: 2)
            throw Self.configurationFault
        }
    }

    /// Serves until a signal, then drains; a second signal ends the process at once.
    ///
    /// `nonisolated`, because closures made on the main actor trap on the threads of the server.
    nonisolated private static func serve(_ settings: Settings) throws {
        // First of all, since threads inherit that the signals are blocked.
        let signals = Signals(try TerminationSignals())
        let writer = try LogWriter(descriptor: 2)
        defer { writer.flush() }
        let log = LogOutput(settings, writer)
        let logger = log.makeLogger(label: "gatehouse")
        let descriptorLimit = System.raiseDescriptorLimit()

        let composition = try Composition(settings, log)
        let server = try composition.start(logger)
        // Only now, so that a start that fails says why and nothing else.
        warn(settings, descriptorLimit, logger)
        // A port that the kernel has chosen is told at any level: nobody could find the server.
        let level = settings.port == 0 ? max(.info, logger.logLevel) : .info
        for address in server.addresses {
            logger.log(level: level, "listening on http://\(address)")
        }
        let signal = signals.next()
        logger.info("\(signal): draining")
        composition.readiness.state = .draining
        try SystemThread.start(name: "gatehouse-signal") {
            let number: Int32 = signals.next() == "SIGINT" ? 2 : 15
            writer.flush()
            // As a shell reports a process that a signal has ended.
            System.exitAtOnce(128 + number)
        }.detach()
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
        let wanted = settings.limits.connections
        if let limit = descriptorLimit, limit < UInt(wanted) {
            logger.warning(
                "the system allows \(limit) descriptors: fewer than MAX_CONNECTIONS (\(wanted))"
            )
        }
        if settings.isDemo {
            logger.warning("demo mode: anybody may log in as johndoe with the password secret")
        } else {
            logger.warning("there is no account yet: only demo mode has one in this version")
        }
    }
}

/// Carries the signals to a second thread.
private final class Signals: Sendable {
    private let signals: TerminationSignals

    init(_ signals: consuming TerminationSignals) {
        self.signals = signals
    }

    func next() -> String { signals.next() }
}
