// SPDX-License-Identifier: MIT
//
// A connection whose bytes arrive in pieces. The property: however the bytes are cut, the events
// and the responses are those of the uncut bytes. If bodies are not collected, a request is
// answered before its body has arrived, and one difference is allowed: whether a malformed body is
// seen in time to refuse it.

import GatehouseHTTP

/// The first eight bytes of an input are the plan, the rest is what the client sends.
enum ConnectionTarget {
    static func check(_ input: [UInt8]) {
        guard input.count > 8 else { return }
        let plan = Plan(input[..<8])
        let stream = input[8...]
        let uncut = plan.play([stream])
        let cuts = [("as planned", plan.cut(stream)), ("byte by byte", stream.map { [$0] })]
        for (way, pieces) in cuts {
            let peer = plan.play(pieces)
            if plan.collectsBodies || uncut.fault == nil {
                require(peer.log == uncut.log, "the events are those of uncut bytes, cut \(way)")
                require(peer.responses == uncut.responses, "the responses are the same, cut \(way)")
            } else {
                checkRefusal(of: uncut, seenAs: peer, way)
            }
        }
        for request in uncut.requests { plan.checkLimits(request.head, request.body) }
    }

    /// Checks a connection whose uncut bytes ended in a refusal.
    ///
    /// In pieces the last message is refused too, or answered before its fault has arrived; then
    /// the connection closes.
    private static func checkRefusal(of uncut: Peer, seenAs peer: Peer, _ way: String) {
        let wasAnswered = peer.fault == nil
        let expected = uncut.requests.count + (wasAnswered ? 1 : 0)
        require(peer.requests.count == expected, "as many requests are answered, cut \(way)")
        require(!wasAnswered || peer.isClosed, "a malformed body ends the connection, cut \(way)")
        for (request, other) in zip(uncut.requests, peer.requests) {
            require(request.head.target == other.head.target, "each is the same, cut \(way)")
        }
    }
}

/// How to play a connection.
private struct Plan {
    private enum Ending {
        case open, end, timeout
    }

    private var limits = HTTPLimits()
    private let isDraining: Bool
    private let ending: Ending
    private let answer: Response.Status
    private let lengths: [Int]

    var collectsBodies: Bool { limits.maxBodyBytes > 0 }

    init(_ bytes: ArraySlice<UInt8>) {
        let bytes = bytes.map(Int.init)
        isDraining = bytes[0] & 2 != 0
        ending = [.open, .open, .end, .timeout][bytes[0] >> 2 & 3]
        answer = [.ok, .noContent, .notModified, .internalServerError][bytes[0] >> 4 & 3]
        lengths = bytes[4...].map { $0 % 64 + 1 }
        guard bytes[0] & 1 != 0 else { return }
        limits.maxHeadBytes = bytes[1]
        limits.maxTargetBytes = bytes[2] & 63
        limits.maxMethodBytes = bytes[2] >> 6 + 3
        limits.maxFieldCount = bytes[3] & 3
        limits.maxBodyBytes = bytes[3] >> 2 & 7
        limits.maxChunkOverheadBytes = bytes[3] >> 5 & 7
    }

    /// Cuts the bytes into pieces of the planned lengths, which repeat.
    func cut(_ stream: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = stream
        while !rest.isEmpty {
            let length = lengths[pieces.count % lengths.count]
            pieces.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    func play(_ pieces: [some Sequence<UInt8>]) -> Peer {
        var peer = Peer(limits: limits, answer: answer)
        if isDraining { peer.drain() }
        for piece in pieces { peer.send(piece) }
        switch ending {
        case .open: break
        case .end: peer.end()
        case .timeout: peer.timeOut()
        }
        peer.noteWait()
        if ending == .end { require(peer.isClosed, "after the client's end comes the server's") }
        return peer
    }

    func checkLimits(_ head: Request.Head, _ body: [UInt8]) {
        let isWithin =
            head.fields.count <= limits.maxFieldCount && body.count <= limits.maxBodyBytes
            && head.method.name.utf8.count <= limits.maxMethodBytes
            && head.target.path.utf8.count <= max(1, limits.maxTargetBytes)
        require(isWithin, "no request that is answered is beyond a limit")
    }
}
