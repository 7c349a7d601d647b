// SPDX-License-Identifier: MIT
//
// The flags of `gatehouse serve`. They are taken as they are typed: `Settings` judges them
// together with the environment, so that all faults are told at once. Touches: memory only.

import ArgumentParser

package struct ServeFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: .setting("HOST")) var host: String?
    @Option(parsing: .unconditional, help: .setting("PORT")) var port: String?
    @Flag(help: .setting("DEMO")) var demo = false
    @Option(parsing: .unconditional, help: .setting("DOCS")) var docs: String?
    @Option(parsing: .unconditional, help: .setting("WORKERS")) var workers: String?
    @Option(parsing: .unconditional, help: .setting("HASHING_THREADS"))
    var hashingThreads: String?
    @Option(parsing: .unconditional, help: .setting("LOGIN_THROTTLE"))
    var loginThrottle: String?
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
    /// The help of a setting, as the table has it.
    fileprivate static func setting(_ name: String) -> ArgumentHelp {
        guard let setting = Setting.all.first(where: { setting in setting.name == name }) else {
            return ArgumentHelp(name)
        }
        let help = "\(name): \(setting.summary). (default: \(setting.defaultText))"
        return ArgumentHelp(help)
    }
}
