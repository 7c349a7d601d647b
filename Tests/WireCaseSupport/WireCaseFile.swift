// SPDX-License-Identifier: MIT
//
// Reads the files of wire cases; `WireCases/README.md` describes their format.
// Touches: the folder of the cases, next to that of this file.

import Foundation
import GatehouseHTTP

/// A file of wire cases.
package enum WireCaseFile {
    /// What is wrong with a file, and where.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let file: String
        package let line: Int
        package let message: String

        package var description: String { "\(file):\(line): \(message)" }
    }

    /// The path of the folder with the cases.
    package static var folder: String {
        let support = URL(filePath: #filePath).deletingLastPathComponent()
        return support.deletingLastPathComponent().appending(path: "WireCases").path()
    }

    /// The names of all files, in order.
    package static var names: [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (all ?? []).filter { $0.hasSuffix(".cases") }.sorted()
    }

    /// Reads the cases of a file.
    package static func read(_ name: String) throws -> [WireCase] {
        let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        return try parse(text, file: name)
    }

    /// Reads the cases of a text.
    package static func parse(_ text: String, file: String) throws(Fault) -> [WireCase] {
        var reader = WireCaseReader()
        var number = 0
        do throws(WireText.Fault) {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                number += 1
                try reader.read(line, number: number, file: file)
            }
            return try reader.finish()
        } catch {
            throw Fault(file: file, line: number, message: error.message)
        }
    }
}
