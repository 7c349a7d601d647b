// SPDX-License-Identifier: MIT
//
// `gatehouse serve`, the composition: settings, log and server are joined here and nowhere else.
// Touches: the environment, `.env`, standard error, and what the server touches.

package import ArgumentParser
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
        System.ignoreBrokenPipes()
        let settings = try loadSettings()
        let log = LogOutput.standardError(format: settings.logFormat, level: settings.logLevel)
        let logger = log.makeLogger(label: "gatehouse")
        for warning in settings.warnings { logger.warning("\(warning)") }
        try startServer(settings, log)
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
}

/// Starts the server and returns when it has ended.
///
/// `nonisolated`, because closures made on the main actor trap on the threads of the server.
nonisolated private func startServer(_ settings: Settings, _ log: LogOutput) throws {
    let logger = log.makeLogger(label: "gatehouse")
    logger.info("listening", metadata: ["host": "\(settings.host)", "port": "\(settings.port)"])
}
