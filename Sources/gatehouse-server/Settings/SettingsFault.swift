// SPDX-License-Identifier: MIT
//
// What is wrong with a setting, in one line that never shows a secret. Touches: memory only.

package struct SettingsFault: Equatable, Sendable {
    /// One line for a person: where, and the rule that was broken.
    package let line: String

    init(_ place: String, _ problem: String) {
        line = "\(place): \(problem)"
    }

    /// A value that breaks the rule of its setting.
    init(_ setting: Setting, _ value: SourcedValue) {
        let shown = setting.isSecret ? "" : ", not \(LogText.excerpt(value.text))"
        self.init(value.origin.place(of: setting), setting.rule + shown)
    }
}

/// All the faults of one start.
package struct SettingsFaults: Error, Equatable {
    package let faults: [SettingsFault]

    package var lines: [String] { faults.map(\.line) }
}

/// The text of a setting, with the place it came from.
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
