// SPDX-License-Identifier: MIT
//
// One case of the table in `WireCases`: bytes, and what a server has to make of them.

package import GatehouseHTTP

/// Bytes that a client sends, and the events that they lead to.
package struct WireCase: Sendable {
    /// What the client does after its bytes.
    package enum Ending: String, Sendable {
        /// It waits.
        case open
        /// It ends its side of the connection.
        case end
        /// It waits for longer than the server does.
        case timeout
    }

    /// Where the case stands.
    package let file: String
    package let line: Int
    /// The sentence that the case proves.
    package let name: String
    /// The sentence of the specification that decides, in our words.
    package var rule = ""
    package var limits = HTTPLimits()
    /// Whether the server is shutting down from the start.
    package var isDraining = false
    package var input: [UInt8] = []
    package var ending = Ending.open
    /// The status with which each request is answered.
    package var answer = Response.Status.ok
    package var events: [WireEvent] = []
    /// All that the server sends, where the case says so.
    package var output: [UInt8]?

    package init(file: String, line: Int, name: String) {
        self.file = file
        self.line = line
        self.name = name
    }

    /// The events with the last one, which a case may leave out: after a refusal, or a response
    /// that says so, the connection closes; otherwise it waits idle.
    package var allEvents: [WireEvent] {
        switch events.last {
        case .closed, .waits: events
        case _ where ending != .open: events + [.closed]
        case .refused: events + [.closed]
        case .request(let request) where !request.persists: events + [.closed]
        default: events + [.waits("idle")]
        }
    }
}
