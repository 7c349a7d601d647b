// SPDX-License-Identifier: MIT
//
// Short ways to settings and to their faults.

import gatehouse_server

/// A key as `gatehouse secret` makes it.
let key = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func resolve(
    flags: [String: String] = [:],
    environment: [String: String] = ["SECRET_KEY": key],
    file: String = "",
    cores: Int = 4
) throws -> Settings {
    try Settings.resolve(
        flags: flags,
        environment: environment,
        file: EnvironmentFile(parsing: Array(file.utf8)),
        cores: cores
    )
}

func faults(
    flags: [String: String] = [:],
    environment: [String: String] = ["SECRET_KEY": key],
    file: String = ""
) -> [String] {
    do {
        _ = try resolve(flags: flags, environment: environment, file: file)
        return []
    } catch {
        return (error as? SettingsFaults)?.lines ?? ["\(error)"]
    }
}

/// The faults of one setting in the environment.
func faults(_ name: String, _ value: String) -> [String] {
    faults(environment: ["SECRET_KEY": key].merging([name: value]) { _, new in new })
}
