// SPDX-License-Identifier: MIT
//
// The socket is edge-triggered. A call that finds nothing to do clears its flag, and the next event
// sets it.
// Touches: the socket.

/// A connection's socket, and whether a call on it is worth trying.
struct SocketStream: ~Copyable {
    /// nil once closed.
    private var descriptor: Descriptor?
    /// The first event comes when there is something to read; until then there is nothing.
    private(set) var isReadable = false
    private var isWritable = true
    /// Whether the peer's last byte has arrived: no event will follow for what is left to read.
    private var isEnding = false

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = consume descriptor
    }

    /// Records what has become ready.
    mutating func note(_ event: Poller.Event) {
        if event.isReadable { isReadable = true }
        if event.isWritable { isWritable = true }
        if event.isEnd { isEnding = true }
    }

    /// Makes the next `receive` ask the kernel, whether there has been an event or not.
    mutating func tryAgain() {
        isReadable = true
    }

    /// Receives what has arrived, without waiting.
    mutating func receive(into buffer: inout ReceiveBuffer) -> Transfer {
        guard descriptor != nil else { return .failed(.closed) }
        guard isReadable else { return .wouldBlock }
        let transfer = descriptor?.receive(into: &buffer) ?? .failed(.closed)
        switch transfer {
        // A short read has emptied the socket.
        case .moved(let count): isReadable = count == ReceiveBuffer.capacity || isEnding
        case .wouldBlock: isReadable = false
        case .failed: break
        }
        return transfer
    }

    /// Sends what the kernel takes, without waiting.
    mutating func send(_ bytes: Span<UInt8>) -> Transfer {
        guard descriptor != nil else { return .failed(.closed) }
        guard isWritable else { return .wouldBlock }
        let transfer = descriptor?.send(bytes) ?? .failed(.closed)
        if transfer == .wouldBlock { isWritable = false }
        return transfer
    }

    /// Tells the peer that nothing more will be sent.
    func shutDownSending() {
        descriptor?.shutDownSending()
    }

    /// Closes the socket; the kernel forgets its events.
    mutating func close() {
        descriptor = nil
    }
}
