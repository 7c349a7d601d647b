// SPDX-License-Identifier: MIT
//
// What happened on a connection, as bytes, so that two logs are equal only byte for byte.

import GatehouseHTTP

/// A list of entries, each preceded by its length.
struct Log: Equatable {
    private var bytes: [UInt8] = []

    mutating func append(_ entry: some Collection<UInt8>) {
        bytes.append(contentsOf: "\(entry.count) ".utf8)
        bytes.append(contentsOf: entry)
    }

    mutating func append(_ entry: String) {
        append(entry.utf8)
    }

    mutating func append(_ head: Request.Head) {
        append("request \(head.version) \(head.target.form)")
        append(head.method.name)
        append(head.target.path)
        append(head.target.query.map { "?" + $0 } ?? "")
        for (name, value) in head.fields {
            append(name)
            append(value)
        }
    }
}
