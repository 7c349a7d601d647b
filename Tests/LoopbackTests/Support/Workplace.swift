// SPDX-License-Identifier: MIT
//
// A directory in which a program runs: its `.env`, its input and its output.
// Touches: files in the directory for temporary files.

import Foundation

/// A temporary directory, removed with the value.
final class Workplace {
    /// The names of the files that are a program's standard input and output.
    static let input = "input"
    static let output = "output"

    private let url: URL

    /// Makes a directory with an input and, where there are settings, with a `.env`.
    init(settings: String? = nil, input: [UInt8] = []) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "gatehouse-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        try Data(input).write(to: url.appending(path: Self.input))
        if let settings { try writeSettings(settings) }
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }

    /// What the program has written to standard output.
    var outputText: String {
        let data = try? Data(contentsOf: url.appending(path: Self.output))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// Its `.env`, where there is one.
    var settings: String? {
        try? String(contentsOf: url.appending(path: ".env"), encoding: .utf8)
    }

    /// The permissions of its `.env`.
    var settingsMode: Int? {
        let path = url.appending(path: ".env").path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.posixPermissions] as? Int
    }

    /// Sets the permissions of its `.env`.
    func setSettingsMode(_ mode: Int) throws {
        let path = url.appending(path: ".env").path
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func writeSettings(_ text: String) throws {
        let file = url.appending(path: ".env")
        try Data(text.utf8).write(to: file)
        let ownerOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        try FileManager.default.setAttributes(ownerOnly, ofItemAtPath: file.path)
    }
}
