// SPDX-License-Identifier: MIT
//
// Sends bytes through the protocol machine to a responder, as a connection does: for what a client
// sees and a `Response` does not show.
//

import Gatehouse

/// Answers the bytes of one request with the bytes of its response.
func exchange(_ request: String, with responder: ApplicationResponder) async -> String {
    var machine = ConnectionMachine(limits: HTTPLimits())
    machine.receive(Array(request.utf8).span)
    let date = HTTPDate(unixSeconds: 784_111_777)
    let id = Request.ID(high: 0, low: 1)
    switch machine.next() {
    case .request(let head, let body):
        let request = Request(head: head, body: body, id: id, remoteAddress: "192.0.2.1:80")
        machine.respond(with: await responder.respond(to: request), date: date)
    case .refused(let error):
        machine.respond(with: responder.respond(to: error, id: id), date: date)
    case .needsBytes, .closed:
        break
    }
    let sent = machine.withUnsent { bytes in bytes.indices.map { bytes[$0] } }
    return String(decoding: sent, as: UTF8.self)
}

/// Returns the lines of a response's head.
func headLines(_ response: String) -> [String] {
    let lines = response.split(separator: "\r\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.isEmpty }.map(String.init)
}
