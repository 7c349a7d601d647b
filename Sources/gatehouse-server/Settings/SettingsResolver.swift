// SPDX-License-Identifier: MIT
//
// Makes `Settings` from flags, environment and `.env`, or reports every fault in one go.
// Touches: memory only.

extension Settings {
    /// Makes settings from their three sources: flags win over the environment, the environment
    /// over the file.
    ///
    /// An empty value in the environment or the file counts as not set, as compose files write
    /// it; an empty flag was typed on purpose and has to fulfil its rule.
    ///
    /// - Parameters:
    ///   - flags: The flags that were given, by the name of their setting.
    ///   - environment: The environment; names that are no settings are ignored.
    ///   - file: What `.env` says.
    ///   - processors: The number of cores, the default for both kinds of threads.
    /// - Returns: Valid settings, with their warnings.
    /// - Throws: Every fault: first those of the file, then those of single settings in the order
    ///   of the table, then those of settings that do not go together.
    package static func resolve(
        flags: [String: String],
        environment: [String: String],
        file: EnvironmentFile,
        processors: Int
    ) throws(SettingsFaults) -> Settings {
        var resolver = SettingsResolver(
            sources: SettingSources(flags: flags, environment: environment, file: file),
            settings: Settings(processors: processors),
            faults: file.faults
        )
        for setting in Setting.all { resolver.read(setting) }
        resolver.checkKeyIsThere()
        resolver.checkKeyIsSecret()
        resolver.checkDemoIsLocal()
        guard resolver.faults.isEmpty else { throw SettingsFaults(faults: resolver.faults) }
        resolver.settings.warnings = file.warnings
        return resolver.settings
    }
}

private struct SettingsResolver {
    let sources: SettingSources
    var settings: Settings
    var faults: [SettingsFault]
    var isDemoFaulty = false

    mutating func read(_ setting: Setting) {
        guard let value = sources.value(of: setting) else { return }
        // Bytes that were no UTF-8 arrive as U+FFFD: another key than the one that was meant.
        let isText = !value.text.unicodeScalars.contains("\u{FFFD}")
        if isText && setting.assign(value.text, &settings) { return }
        faults.append(SettingsFault(setting, value))
        if setting.name == Setting.demo.name { isDemoFaulty = true }
    }

    mutating func checkKeyIsThere() {
        guard sources.value(of: .secretKey) == nil else { return }
        let file = EnvironmentFile.name
        let remedy = "(umask 077; echo \"SECRET_KEY=$(gatehouse secret)\" >> \(file))"
        faults.append(SettingsFault(Setting.secretKey.name, "is missing; make one with: \(remedy)"))
    }

    mutating func checkKeyIsSecret() {
        guard !settings.isDemo, !isDemoFaulty else { return }
        guard settings.secretKeys.contains(where: \.isPublicKnowledge) else { return }
        fail(
            .secretKey,
            "must not be the key that the tutorial prints, unless DEMO is on; "
                + "gatehouse secret makes another"
        )
    }

    mutating func checkDemoIsLocal() {
        guard settings.isDemo, settings.host != "localhost" else { return }
        guard IPAddress(settings.host)?.isLoopback != true else { return }
        fail(
            .host,
            "must be 127.0.0.0/8, ::1 or localhost while DEMO is on, not "
                + LogText.excerpt(settings.host)
        )
    }

    private mutating func fail(_ setting: Setting, _ problem: String) {
        let place = sources.value(of: setting)?.origin.place(of: setting) ?? setting.name
        faults.append(SettingsFault(place, problem))
    }
}

/// The three places that settings come from.
private struct SettingSources {
    let flags: [String: String]
    let environment: [String: String]
    let file: EnvironmentFile

    func value(of setting: Setting) -> SourcedValue? {
        if let text = flags[setting.name] {
            return SourcedValue(text: text, origin: .flag(setting.flag ?? setting.name))
        }
        if let text = environment[setting.name], !text.isEmpty {
            return SourcedValue(text: text, origin: .environment)
        }
        guard let entry = file.entries[setting.name], !entry.value.isEmpty else { return nil }
        return SourcedValue(text: entry.value, origin: .file(line: entry.line))
    }
}
