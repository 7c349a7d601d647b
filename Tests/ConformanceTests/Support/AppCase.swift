// SPDX-License-Identifier: MIT
//
// One case of the table in `AppCases`, and the reader of its files; `AppCases/README.md` describes
// their format.
// Touches: the folder of the cases, next to that of the wire cases.

import Foundation
import WireCaseSupport

/// Requests to the application, and its answers.
struct AppCase {
    /// An answer, as far as the case describes it.
    struct Answer {
        /// Status and reason, as in `404 Not Found`.
        let status: String
        /// Field lines as `Name: value`.
        var fields: [String] = []
        var absentFields: [String] = []
        var body: String?

        var closes: Bool { fields.contains("Connection: close") }
    }

    let file: String
    let line: Int
    let name: String
    var rule = ""
    var state = AppServer.State.ready
    /// In the notation of wire cases, placeholders included.
    var input = ""
    var answers: [Answer] = []

    var closes: Bool { answers.last?.closes == true }
}

extension AppCase {
    /// What is wrong with a file.
    struct Fault: Error {
        let message: String
    }

    /// The path of the folder with the cases.
    static var folder: String { WireCaseFile.folder + "/../AppCases" }

    /// The names of all files, in order.
    static var files: [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (all ?? []).filter { $0.hasSuffix(".cases") }.sorted()
    }

    /// Reads the cases of a file.
    static func read(_ file: String) throws -> [AppCase] {
        let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
        var cases: [AppCase] = []
        var isOpen = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated() where !line.hasPrefix("#")
        {
            guard !line.isEmpty else {
                isOpen = false
                continue
            }
            let key = line.prefix { $0 != ":" }
            let value = String(line.dropFirst(key.count + 1).drop { $0 == " " })
            if !isOpen, key == "case" {
                cases.append(AppCase(file: file, line: index + 1, name: value))
                isOpen = true
            } else if !isOpen || !cases[cases.count - 1].set(key, to: value) {
                throw Fault(message: "\(file):\(index + 1): \(line)")
            }
        }
        return cases
    }

    /// Takes a line of the case; false where it is not one.
    private mutating func set(_ key: Substring, to value: String) -> Bool {
        switch key {
        case "rule" where value.hasPrefix("RFC ") || value.hasPrefix("Ours: "): rule = value
        case "server":
            guard let state = AppServer.State(rawValue: value) else { return false }
            self.state = state
        case "send": input += value
        case "answer": answers.append(Answer(status: value))
        default: return !answers.isEmpty && answers[answers.count - 1].set(key, to: value)
        }
        return true
    }
}

extension AppCase.Answer {
    fileprivate mutating func set(_ key: Substring, to value: String) -> Bool {
        switch key {
        case "field": fields.append(value)
        case "without": absentFields.append(value)
        case "body": body = value
        default: return false
        }
        return true
    }
}
