// SPDX-License-Identifier: MIT
//
// The socket of a connection as its task sees it: receive and send without waiting, and wait.
//
// The socket is edge-triggered. The flags `isReadable` and `isWritable` say that a call is worth a
// try; a call that finds nothing to do takes its flag down, and the next event puts it up. While the
// task waits, its continuation lies here: one at most, and taken out when it is resumed, so that
// none is resumed twice and none is lost.
//
// A deadline costs a store: the loop's heap is told only of one that is earlier than what it already
// watches. When the heap's entry comes up and the deadline has moved on, it is watched again.
// Touches: the socket, on the loop's thread.

/// A socket with its readiness and deadline.
final class SocketStream {
    /// What a task can wait for.
    enum Readiness { case readable, writable, turn }

    /// Why a wait ended.
    enum Wake { case ready, deadline, cut }

    private let loop: EventLoop
    private let token: UInt64
    /// nil once closed.
    private var descriptor: Descriptor?
    /// The first event comes when there is something to read, so until then there is nothing.
    private(set) var isReadable = false
    private var isWritable = true
    /// Whether the peer's last byte has arrived: no event will tell of what is left to read.
    private var isEnding = false
    /// The task while it waits, and for what it waits.
    private var waiter: Suspension<Wake>?
    private var awaited = Readiness.readable
    private var deadline = UInt64.max
    /// The deadline that the heap knows.
    private var watched = UInt64.max

    init(_ descriptor: consuming Descriptor, token: UInt64, loop: EventLoop) {
        self.descriptor = consume descriptor
        self.token = token
        self.loop = loop
    }

    /// Whether the socket is closed.
    var isClosed: Bool { descriptor == nil }

    /// Receives what there is, without waiting.
    func receive(into buffer: inout ReceiveBuffer) -> Transfer {
        guard isReadable || isClosed else { return .wouldBlock }
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
    func send(_ bytes: Span<UInt8>) -> Transfer {
        guard isWritable || isClosed else { return .wouldBlock }
        let transfer = descriptor?.send(bytes) ?? .failed(.closed)
        if transfer == .wouldBlock { isWritable = false }
        return transfer
    }

    /// Tells the peer that nothing more will be sent.
    func shutDownSending() {
        descriptor?.shutDownSending()
    }

    /// Waits until a call is worth a try, or until the time `due`.
    func wait(for readiness: Readiness, until due: UInt64) async -> Wake {
        guard !isClosed else { return .cut }
        deadline = due
        awaited = readiness
        watchDeadline()
        return await Suspension.suspend { waiter = consume $0 }
    }

    /// Sets the time until which a handler has to answer; nobody waits on the socket meanwhile.
    func setDeadline(_ due: UInt64) {
        deadline = due
        watchDeadline()
    }

    /// Waits while the other connections have their turn.
    func waitForTurn() async {
        loop.queueForTurn(self)
        _ = await wait(for: .turn, until: .max)
    }

    /// Closes the socket; the kernel forgets its events.
    func close() {
        descriptor = nil
    }
}

// MARK: - What the loop tells it

extension SocketStream {
    /// Notes what has become ready.
    func note(_ event: Poller.Event) {
        if event.isReadable { isReadable = true }
        if event.isWritable { isWritable = true }
        if event.isEnd { isEnding = true }
        resumeIfReady()
    }

    /// Makes a task that waits for bytes look again.
    func nudge() {
        isReadable = true
        resumeIfReady()
    }

    /// Notes that the heap's entry has come up.
    ///
    /// - Returns: Whether the deadline has passed; where it has moved on, it is watched again.
    func isDue() -> Bool {
        watched = .max
        guard deadline > loop.now else { return true }
        watchDeadline()
        return false
    }

    /// Ends the wait of a task whose deadline has passed.
    func endWait() {
        resume(with: .deadline)
    }

    /// Closes the socket under the task.
    func cut() {
        close()
        resume(with: .cut)
    }

    /// Gives a task the turn that it waits for.
    func giveTurn() {
        if awaited == .turn { resume(with: .ready) }
    }

    private func resumeIfReady() {
        switch awaited {
        case .readable: if isReadable { resume(with: .ready) }
        case .writable: if isWritable { resume(with: .ready) }
        case .turn: break
        }
    }

    private func resume(with wake: Wake) {
        waiter.take()?.resume(with: wake)
    }

    private func watchDeadline() {
        guard deadline < watched else { return }
        watched = deadline
        loop.watchDeadline(deadline, token: token)
    }
}
