// SPDX-License-Identifier: MIT
//
// Makes `Settings` from flags, environment and `.env`, or reports all faults at once.

import GatehouseBase
import GatehousePostgres
import GatehouseSecurity
import GatehouseTransport

extension Settings {
    /// Makes settings from their three sources: flags win over the environment, the environment
    /// over the file.
    ///
    /// An empty value in the environment or the file counts as not set, since compose files write
    /// it that way; an empty flag was typed on purpose and has to satisfy its rule.
    ///
    /// - Parameters:
    ///   - flags: The flags that were given, by the name of their setting.
    ///   - environment: The environment; unknown names are ignored.
    ///   - file: The contents of `.env`.
    ///   - cores: The number of cores that the process may use, the default for both kinds of
    ///     threads.
    /// - Returns: Valid settings, with their warnings.
    /// - Throws: All faults: first those of the file, then those of single settings in the order of
    ///   the table, then those of settings that do not go together.
    package static func resolve(
        flags: [String: String],
        environment: [String: String],
        file: EnvironmentFile,
        cores: Int
    ) throws(SettingsFaults) -> Settings {
        var resolver = SettingsResolver(
            sources: SettingSources(flags: flags, environment: environment, file: file),
            settings: Settings(cores: cores),
            faults: file.faults
        )
        for setting in Setting.all { resolver.read(setting) }
        resolver.checkKeyIsThere()
        resolver.checkKeyIsSecret()
        resolver.checkKeyIDs()
        resolver.checkDemoIsLocal()
        resolver.checkPasswordScheme()
        guard resolver.faults.isEmpty else { throw SettingsFaults(faults: resolver.faults) }
        resolver.nameKeys()
        resolver.settings.warnings = file.warnings + resolver.keyWarnings + resolver.flagWarnings
        return resolver.settings
    }
}

extension Settings {
    /// Makes settings of a few of them, for commands that need no others and no key.
    ///
    /// - Throws: The faults of those settings, and those of the file.
    package static func resolve(
        _ wanted: [Setting],
        flags: [String: String],
        environment: [String: String],
        file: EnvironmentFile
    ) throws(SettingsFaults) -> Settings {
        var resolver = SettingsResolver(
            sources: SettingSources(flags: flags, environment: environment, file: file),
            settings: Settings(cores: 1),
            faults: file.faults
        )
        for setting in wanted { resolver.read(setting) }
        resolver.checkPasswordScheme()
        guard resolver.faults.isEmpty else { throw SettingsFaults(faults: resolver.faults) }
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
        // Bytes that were not UTF-8 arrive as U+FFFD: another key than the one intended.
        let isText = !value.text.unicodeScalars.contains("\u{FFFD}")
        if isText && setting.assign(value.text, &settings) { return }
        faults.append(SettingsFault(setting, value, settings))
        if setting.name == Setting.demo.name { isDemoFaulty = true }
    }

    mutating func checkKeyIsThere() {
        guard sources.value(of: .secretKey) == nil else { return }
        let file = EnvironmentFile.name
        // A line end first, since the last line of the file may lack one.
        let remedy = "(umask 077; printf '\\nSECRET_KEY=%s\\n' \"$(gatehouse secret)\" >> \(file))"
        faults.append(SettingsFault(Setting.secretKey.name, "is missing; make one with: \(remedy)"))
    }

    mutating func checkKeyIsSecret() {
        guard !settings.isDemo, !isDemoFaulty else { return }
        guard settings.secretKeys.contains(where: \.isPrintedInTutorial) else { return }
        fail(
            .secretKey,
            "must not be the key that the tutorial prints, unless DEMO is on; "
                + "gatehouse secret makes another"
        )
    }

    /// Each key needs a name, and a name is public: tokens bear it.
    mutating func checkKeyIDs() {
        let ids = settings.secretKeyIDs
        guard !ids.isEmpty, let keys = sources.value(of: .secretKey)?.text else { return }
        let parts = keys.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count != ids.count {
            fail(
                .secretKeyIDs,
                "must name each key of SECRET_KEY, which has \(parts.count), not \(ids.count)"
            )
        } else if parts.contains(where: { ids.contains(String($0)) }) {
            fail(.secretKeyIDs, "must not be a key: everybody can read the names in tokens")
        }
    }

    /// Gives the keys their names, which have been checked.
    mutating func nameKeys() {
        for (index, id) in zip(settings.secretKeys.indices, settings.secretKeyIDs) {
            guard let named = try? settings.secretKeys[index].named(id) else { continue }
            settings.secretKeys[index] = named
        }
    }

    /// A key with few different bytes was typed, not drawn at random (RFC 8725 §3.5).
    var keyWarnings: [String] {
        guard settings.secretKeys.contains(where: \.isEasyToGuess) else { return [] }
        return ["SECRET_KEY has few different characters; gatehouse secret makes a better one"]
    }

    /// Arguments are visible to everybody on the machine.
    var flagWarnings: [String] {
        guard case .postgres(let url) = settings.database, url.hasPassword,
            case .flag(let flag)? = sources.value(of: .database)?.origin
        else { return [] }
        return [
            "other users can see the password in \(flag); set DATABASE in the environment instead"
        ]
    }

    mutating func checkDemoIsLocal() {
        guard settings.isDemo, settings.server.host != "localhost" else { return }
        // An IPv4 address disguised as IPv6 is not one to listen on.
        let host = settings.server.host
        if let address = IPAddress(host), address.isLoopback,
            address.isIPv4 != host.utf8.contains(ASCII.colon)
        {
            return
        }
        fail(
            .host,
            "must be 127.0.0.0/8, ::1 or localhost while DEMO is on, not "
                + SettingsFault.excerpt(of: settings.server.host)
        )
    }

    mutating func checkPasswordScheme() {
        guard settings.passwordScheme == .argon2id, !PasswordContext.hasArgon2 else { return }
        fail(.passwordScheme, "argon2id needs libargon2.so.1, in Debian's package libargon2-1")
    }

    private mutating func fail(_ setting: Setting, _ problem: String) {
        let place = sources.value(of: setting)?.origin.place(of: setting) ?? setting.name
        faults.append(SettingsFault(place, problem))
    }
}

extension SecretKey {
    /// Whether this is the well-known key that the tutorial prints, in upper or lower case.
    fileprivate var isPrintedInTutorial: Bool {
        let printed = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"
        return secret.withBytes { $0.matches(printed, in: 0..<$0.count) }
    }

    /// Whether the key has fewer different bytes than a random key of its length could have.
    fileprivate var isEasyToGuess: Bool {
        secret.withBytes { bytes in Set(bytes.array()).count < 10 }
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
