// SPDX-License-Identifier: MIT
//
// A server on loopback for wire cases, and the clients that play them: many connections at once, on
// which the pieces are sent in turns.
//
// Nothing here waits for time to pass. When the connection that was opened last has been answered,
// the server's only loop has read all that was sent before, since it serves in the order of
// arrival. So each piece is read on its own, and an answer that has not come by then was not given.
// Touches: loopback sockets, threads.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import WireCaseSupport

/// A case, and the pieces in which its bytes are sent.
struct WirePlay: Sendable {
    let wireCase: WireCase
    let pieces: [Range<Int>]

    /// What cases must have in common to be played on one server.
    fileprivate var group: String {
        let own = wireCase.isDraining ? "line \(wireCase.line)" : ""
        return "\(wireCase.limits) \(wireCase.answer.code) \(secondsToWait ?? 0) \(own)"
    }

    /// How long a client waits to be longer than the server, in seconds; nil where it does not.
    fileprivate var secondsToWait: Int? {
        guard wireCase.ending == .timeout else { return nil }
        guard case .refused(_, let detail) = wireCase.events.last else {
            return wireCase.limits.idleTimeout.wholeSeconds
        }
        let isHead = detail.contains("head")
        let limits = wireCase.limits
        return (isHead ? limits.headTimeout : limits.bodyTimeout).wholeSeconds
    }
}

/// What came of a case.
struct WireOutcome {
    let play: WirePlay
    var events: [WireEvent]
    /// All that the server sent, without the echo.
    let output: [UInt8]
}

/// A server for cases with the same limits and the same answer.
final class WireServer {
    private static var connectionsAtOnce: Int { 60 }

    private let server: Server
    private let clock = StoppedClock()
    private let answer: Response.Status

    /// Plays cases, and returns what came of each.
    static func play(_ plays: [WirePlay]) throws -> [WireOutcome] {
        var outcomes: [WireOutcome] = []
        for group in Dictionary(grouping: plays, by: \.group).values {
            var rest = group[...]
            while !rest.isEmpty {
                let server = try WireServer(rest[rest.startIndex].wireCase)
                outcomes += try server.playAtOnce(Array(rest.prefix(connectionsAtOnce)))
                rest = rest.dropFirst(connectionsAtOnce)
            }
        }
        return outcomes
    }

    private init(_ wireCase: WireCase) throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loopCount = 1
        configuration.limits = wireCase.limits
        answer = wireCase.answer
        let responder = WireResponder(answer: answer)
        server = try Server.start(configuration, responder: responder, clock: clock)
    }

    deinit {
        server.drain()
        server.wait()
    }

    private func playAtOnce(_ plays: [WirePlay]) throws -> [WireOutcome] {
        let sockets = try plays.map { _ in try ClientSocket(port: server.port) }
        let isDraining = plays.contains(where: \.wireCase.isDraining)
        if isDraining {
            try beginDraining(plays, sockets)
        } else {
            try send(plays, sockets)
        }
        if let seconds = plays.compactMap(\.secondsToWait).first {
            clock.advance(seconds: seconds + 1)
            server.wake()
        }
        return try zip(plays, sockets).map(finish)
    }

    private func send(_ plays: [WirePlay], _ sockets: [ClientSocket]) throws {
        for round in 0..<(plays.map(\.pieces.count).max() ?? 0) {
            for (play, socket) in zip(plays, sockets) where round < play.pieces.count {
                try socket.send(Array(play.wireCase.input[play.pieces[round]]))
            }
            try letServerRead()
        }
    }

    /// Returns when the server has read all that was sent before.
    private func letServerRead() throws {
        let last = try ClientSocket(port: server.port)
        try last.send(Array("?\r\n".utf8))
        _ = try last.receiveAll()
    }

    /// Lets the server drain while it reads the first request: it closes a connection without one.
    private func beginDraining(_ plays: [WirePlay], _ sockets: [ClientSocket]) throws {
        let idle = try ClientSocket(port: server.port)
        for (play, socket) in zip(plays, sockets) {
            try socket.send(Array(play.wireCase.input.prefix(1)))
        }
        try letServerRead()
        server.drain()
        // The loop turns to all its connections at once.
        _ = try idle.receiveAll()
        for (play, socket) in zip(plays, sockets) {
            try socket.send(Array(play.wireCase.input.dropFirst()))
        }
    }

    private func finish(_ play: WirePlay, _ socket: ClientSocket) throws -> WireOutcome {
        let wireCase = play.wireCase
        do {
            switch (wireCase.ending, wireCase.allEvents.last) {
            case (.open, .waits("idle")): return try finishIdle(play, socket)
            case (.open, .waits(let what)): return try finishWaiting(play, socket, for: what)
            case (.end, _): socket.endSending()
            default: break
            }
            return try outcome(play, try socket.receiveAll(), last: .closed)
        } catch let fault as RawResponse.Fault {
            throw RawResponse.Fault("\(wireCase.name): \(fault.message)")
        }
    }

    /// Shows that the connection is ready for another request by sending one.
    private func finishIdle(_ play: WirePlay, _ socket: ClientSocket) throws -> WireOutcome {
        let before = try socket.receiveAvailable()
        guard before.isOpen else { return try outcome(play, before.bytes, last: .closed) }
        try socket.send(Array("GET /? HTTP/1.0\r\n\r\n".utf8))
        let after = try WireTranscript.events(try socket.receiveAll(), answer: answer)
        guard after.count == 1, case .request(let request) = after[0],
            request.target == "/?", !request.persists
        else { throw RawResponse.Fault("the next request leads to \(after)") }
        return try outcome(play, before.bytes, last: .waits("idle"))
    }

    /// Shows that there is no answer to half a message, not even at its end.
    private func finishWaiting(
        _ play: WirePlay,
        _ socket: ClientSocket,
        for what: String
    ) throws -> WireOutcome {
        let before = try socket.receiveAvailable()
        guard before.isOpen else { return try outcome(play, before.bytes, last: .closed) }
        socket.endSending()
        let after = try socket.receiveAll()
        guard after.isEmpty else { throw RawResponse.Fault("an answer to half a message") }
        return try outcome(play, before.bytes, last: .waits(what))
    }

    private func outcome(
        _ play: WirePlay,
        _ bytes: [UInt8],
        last: WireEvent
    ) throws -> WireOutcome {
        let events = try WireTranscript.events(bytes, answer: answer) + [last]
        return WireOutcome(play: play, events: events, output: Echo.removed(from: bytes))
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int { Int(components.seconds) }
}
