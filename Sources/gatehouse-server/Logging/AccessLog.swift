// SPDX-License-Identifier: MIT
//
// One line for each exchange, with its actual outcome. It is on the path of every request, so it
// bypasses swift-log's dictionaries.
//
// The path is never logged, since it may reveal more than a log should keep; the pattern of the
// route is logged instead.

package import Gatehouse
import GatehouseAccounts
import GatehouseBase
import Logging

package struct AccessLog: Sendable {
    private let output: LogOutput
    private let isEnabled: Bool

    package init(_ output: LogOutput) {
        self.output = output
        isEnabled = output.level <= .info
    }

    /// Writes the line of an exchange, and one more for a fault of the server's own.
    package func write(_ exchange: ObservedExchange) {
        if isEnabled { writeAccess(exchange) }
        if exchange.isServerFault, output.level <= .error { writeFault(exchange) }
    }

    private func writeAccess(_ exchange: ObservedExchange) {
        var line = begin(.info, "gatehouse.access", "request")
        line.append("request_id", exchange.id.description, limit: 128)
        line.append("remote", exchange.client.description, limit: 64)
        line.append("method", exchange.method?.name ?? "-", limit: 32)
        line.append("route", exchange.route ?? "-", limit: 256)
        if let status = exchange.status {
            line.append("status", number: status.code)
        } else {
            line.append(noValue: "status")
        }
        line.append("duration_us", number: exchange.duration.microseconds)
        line.append("bytes", number: exchange.bodyBytes)
        if let reason = exchange.reason { line.append("reason", reason) }
        output.sink(line.finish())
    }

    private func writeFault(_ exchange: ObservedExchange) {
        guard let cause = exchange.cause else { return }
        var line = begin(.error, "gatehouse.error", "a request failed")
        line.append("request_id", exchange.id.description, limit: 128)
        line.append("route", exchange.route ?? "-", limit: 256)
        line.append("error", cause.loggable)
        output.sink(line.finish())
    }

    private func begin(_ level: Logger.Level, _ label: LogKey, _ message: String) -> LogLine {
        LogLine(
            output.format,
            milliseconds: output.clock(),
            level: level,
            label: label,
            message: message
        )
    }
}

extension ObservedExchange {
    /// Why the exchange failed or was refused, in fixed words; nil if it was neither.
    fileprivate var reason: String? {
        failure?.detail ?? (cause as? any LogSafe)?.logDescription
    }

    /// Whether the response is the server's fault, and needs a line of its own: not that of too many
    /// clients, nor that of the database, which has its line already.
    fileprivate var isServerFault: Bool {
        guard let cause, let status, status.code >= 500 else { return false }
        return !(cause is WorkersBusy || cause is AccountsUnavailable)
    }
}

extension Duration {
    /// Whole microseconds, clamped to the range of an `Int`.
    fileprivate var microseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return Int(clamping: product.addingReportingOverflow(attoseconds / 1_000_000_000_000).0)
    }
}
