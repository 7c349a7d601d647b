// SPDX-License-Identifier: MIT
//
// The `.env` file: what it sets, and what is wrong with it, line by line. Faults and warnings give
// the number of a line, never its content, which may be a secret.
// Touches: one file, in `load`.

import GatehouseBase
import Glibc

package struct EnvironmentFile: Sendable {
    package struct Entry: Equatable, Sendable {
        package let value: String
        /// The line, counted from 1.
        package let line: Int
    }

    package static let name = ".env"
    package static let maxBytes = 65_536

    /// What the file sets, by name.
    package private(set) var entries: [String: Entry] = [:]
    package private(set) var faults: [SettingsFault] = []
    /// What is allowed but probably not intended, one line each.
    package private(set) var warnings: [String] = []

    /// Creates a file without entries, for one that does not exist.
    package init() {}

    /// Creates a file with a single fault, for one that cannot be read.
    package init(unreadable reason: String) {
        faults = [SettingsFault(Self.name, reason)]
    }

    /// Parses the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The file; a byte order mark at its start is skipped, lines end in LF or CRLF.
    ///   - isReadableByOthers: Whether group or others may read the file, which causes a warning if
    ///     it contains a secret.
    package init(parsing bytes: [UInt8], isReadableByOthers: Bool = false) {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            read(line, number: index + 1)
        }
        guard isReadableByOthers else { return }
        for setting in Setting.all where setting.isSecret {
            // A URL can contain a password, and a path is no secret.
            let isHarmless =
                setting.name == Setting.database.name
                && entries[setting.name]?.value.contains("://") == false
            guard entries[setting.name] != nil, !isHarmless else { continue }
            warnings.append("\(Self.name) holds \(setting.name) and others may read it: chmod 600")
        }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, number: Int) {
        do throws(EnvironmentLine.Fault) {
            let ending = UInt8(ascii: "\r")
            guard let line = try EnvironmentLine(line.last == ending ? line.dropLast() : line)
            else { return }
            add(line, number: number)
        } catch {
            faults.append(SettingsFault("\(Self.name) line \(number)", error.rawValue))
        }
    }

    private mutating func add(_ line: EnvironmentLine, number: Int) {
        if let earlier = entries[line.name] {
            let problem = "sets the same name as line \(earlier.line)"
            faults.append(SettingsFault("\(Self.name) line \(number)", problem))
            return
        }
        entries[line.name] = Entry(value: line.value, line: number)
        // A file is often shared with other programs, so a name of theirs is not a fault.
        if !Setting.all.contains(where: { setting in setting.name == line.name }) {
            warnings.append("\(Self.name) line \(number) names no setting of Gatehouse")
        }
    }
}

// MARK: - Loading

extension EnvironmentFile {
    /// Loads the file at the path; a missing file has no settings, and an unreadable one is a
    /// fault.
    package static func load(_ path: String) -> EnvironmentFile {
        do throws(File.ReadError) {
            guard var file = try File.read(path, maxBytes: maxBytes) else {
                return EnvironmentFile()
            }
            defer { file.bytes.wipe() }
            return EnvironmentFile(
                parsing: file.bytes,
                isReadableByOthers: file.isReadableByOthers
            )
        } catch {
            return EnvironmentFile(unreadable: problem(error))
        }
    }

    private static func problem(_ error: File.ReadError) -> String {
        switch error {
        case .notRegular: "is not a regular file"
        case .tooLong: "must not be longer than \(maxBytes) bytes"
        case .refused(EACCES): "cannot be read: permission denied"
        case .refused(let number): "cannot be read: error \(number)"
        }
    }
}
