// SPDX-License-Identifier: MIT
//
// One line for each request that was answered. It is on the path of every request, so it goes
// around swift-log's dictionaries. Touches: memory only, apart from its output.

import Logging

package struct AccessRecord: Sendable {
    package let requestID: String
    package let remoteAddress: String
    package let method: String
    /// The pattern of the route, for example `/users/{id}`, or nil when no route matched.
    ///
    /// Never the path: it may tell more than a log should keep.
    package let route: String?
    package let status: Int
    package let durationInMicroseconds: Int
    package let bodyBytes: Int

    package init(
        requestID: String,
        remoteAddress: String,
        method: String,
        route: String?,
        status: Int,
        durationInMicroseconds: Int,
        bodyBytes: Int
    ) {
        self.requestID = requestID
        self.remoteAddress = remoteAddress
        self.method = method
        self.route = route
        self.status = status
        self.durationInMicroseconds = durationInMicroseconds
        self.bodyBytes = bodyBytes
    }
}

package struct AccessLog: Sendable {
    /// Whether lines are written at all; when not, there is no need to measure or to collect.
    package let isEnabled: Bool
    private let output: LogOutput

    package init(_ output: LogOutput) {
        self.output = output
        isEnabled = output.level <= .info
    }

    /// Writes the line of one request; the record is made only when it is written.
    package func write(_ record: @autoclosure () -> AccessRecord) {
        guard isEnabled else { return }
        let record = record()
        var line = LogLine(
            output.format,
            milliseconds: output.clock(),
            level: .info,
            label: "gatehouse.access",
            message: "request"
        )
        line.append("request_id", record.requestID, limit: 128)
        line.append("remote", record.remoteAddress, limit: 64)
        line.append("method", record.method, limit: 32)
        line.append("route", record.route ?? "-", limit: 256)
        line.append("status", number: record.status)
        line.append("duration_us", number: record.durationInMicroseconds)
        line.append("bytes", number: record.bodyBytes)
        output.sink(line.finish())
    }
}
