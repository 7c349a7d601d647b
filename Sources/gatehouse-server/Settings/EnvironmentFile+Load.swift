// SPDX-License-Identifier: MIT
//
// Fetches `.env` for `EnvironmentFile` to read. Touches: one file.

import Glibc

extension EnvironmentFile {
    /// Reads the file at the path; no file is no settings, and one that cannot be read a fault.
    package static func load(_ path: String) -> EnvironmentFile {
        do throws(System.FileError) {
            let file = try System.readFile(path, limitInBytes: longestInBytes)
            guard let file else { return EnvironmentFile() }
            return EnvironmentFile(
                parsing: file.bytes,
                isReadableByOthers: file.isReadableByOthers
            )
        } catch {
            return EnvironmentFile(unreadable: problem(error))
        }
    }

    private static func problem(_ error: System.FileError) -> String {
        switch error {
        case .notRegular: "is not a regular file"
        case .tooLong: "must not be longer than \(longestInBytes) bytes"
        case .refused(EACCES): "cannot be read: permission denied"
        case .refused(let number): "cannot be read: error \(number)"
        }
    }
}
