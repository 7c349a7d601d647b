// SPDX-License-Identifier: MIT
//
// Sends bytes through the protocol machine to a responder, as a connection does: for what a client
// sees and a `Response` does not show.

import Gatehouse
import GatehouseTesting

/// Answers the bytes of one request, which comes from 192.0.2.1, with the bytes of its response.
func exchange(_ request: String, with responder: any Responder) async -> String {
    let date = HTTPDate(unixSeconds: 784_111_777)
    let id = Request.ID(high: 0, low: 1)
    let client = IPAddress("192.0.2.1").map { ClientAddress.internet($0, port: 80) } ?? .none
    var machine = ConnectionMachine(limits: HTTPLimits())
    machine.receive(Array(request.utf8).span)
    var current: Request?
    while machine.unsentCount == 0 {
        switch machine.next() {
        case .head(var head):
            head.id = id
            head.client = client
            let admission = responder.admit(head)
            machine.admit(maxBodyBytes: admission.maxBodyBytes)
            current = Request(head: head, admission: admission)
        case .request:
            guard var request = current else { return "" }
            request.body = machine.takeBody()
            machine.respond(with: await responder.respond(to: request), date: date)
        case .refused(let error):
            var failure = ExchangeFailure(.refused(error), id: id, client: client)
            failure.method = machine.method
            machine.respond(with: responder.respond(to: failure), date: date)
        case .needsBytes, .abandoned, .closed: return ""
        }
    }
    let sent = machine.withUnsent { bytes in bytes.indices.map { bytes[$0] } }
    return String(decoding: sent, as: UTF8.self)
}

/// Returns the lines of a response's head.
func headLines(_ response: String) -> [String] {
    let lines = response.split(separator: "\r\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.isEmpty }.map(String.init)
}
