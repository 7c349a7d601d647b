// SPDX-License-Identifier: MIT

import ArgumentParser
import Testing
import gatehouse_server

@Suite("The table of settings")
struct SettingTests {
    @Test("The table of settings has every name once")
    func names() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Setting.all.count == 41)
    }

    @Test(
        "The key is a secret in the table of settings, and the database, which may hold a password"
    )
    func secrets() {
        #expect(Setting.all.filter(\.isSecret).map(\.name) == ["DATABASE", "SECRET_KEY"])
    }

    @Test("The help shows every flag with its setting, summary and default")
    func help() {
        let help = squeeze(ServeCommand.helpMessage(columns: 100))
        for setting in Setting.all {
            guard let flag = setting.flag else {
                #expect(!help.contains("\(setting.name):"))
                continue
            }
            #expect(help.contains(flag))
            let line = "\(setting.name): \(setting.summary). (default: \(setting.defaultText))"
            #expect(help.contains(line))
        }
    }

    @Test("Every flag in the table of settings is accepted, under the name of its setting")
    func flags() throws {
        let settings = Setting.all.filter { setting in setting.flag != nil }
        let arguments = settings.flatMap { setting in
            setting.name == "DEMO" ? ["--demo"] : [setting.flag ?? "", "on"]
        }
        let flags = try ServeFlags.parse(arguments)
        #expect(flags.values.keys.sorted() == settings.map(\.name).sorted())
        #expect(Set(flags.values.values) == ["on"])
    }

    private func squeeze(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
