// SPDX-License-Identifier: MIT
//
// Touches: the directory for temporary files.

import Foundation

/// A folder that is removed with the value.
package final class TemporaryFolder: Sendable {
    /// The path, without a slash at its end.
    package let path: String

    /// Creates an empty folder.
    package init() throws {
        let url = URL(filePath: NSTemporaryDirectory()).appending(path: "gatehouse-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// The permissions of a file in the folder, such as 0o600.
    package func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
        return attributes[.posixPermissions] as? Int ?? 0
    }
}
