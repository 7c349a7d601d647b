// SPDX-License-Identifier: MIT
//
// What a connection is doing, and what has to be done about whatever happens to it.
//
//                  bytes, failure, drain
//     ┌─────────┐ ──────────────────────► ┌─────────┐  socket full  ┌─────────┐
//     │ resting │                         │ working ├──────────────►│ sending │
//     └────┬────┘ ◄────────────────────── └─┬──┬──┬─┘ ◄─────────────┴────┬────┘
//          │           socket dry           │  │  │     takes bytes      │ takes none
//          │                       request  │  │  │ last response sent   │
//          │                     ┌──────────▼┐ │ ┌▼──────────┐           │
//          │ crowded out         │ answering │ │ │ lingering │           │
//          │                     └─────┬─────┘ │ └─────┬─────┘           │
//          │      too late: working ◄──┤       │       │ ended, silent   │
//          │               client gone │       │ ended │                 │
//          ▼                           ▼       ▼       ▼                 ▼
//     ╶───────────────────────────────── gone ─────────────────────────────╴
//
// A state is entered in one of two ways: the connection's task says what it is about to do, or an
// event arrives. An event yields an action, which the connection carries out. There is neither a
// clock nor a socket here, so that every pair of state and event can be tested from a table.

/// The life of one connection.
package struct ConnectionLife: Sendable {
    package enum State: Equatable, Sendable {
        /// Waiting for bytes, without a task.
        case resting
        /// A task is working, or waiting for its turn.
        case working
        /// A task is waiting for the client to take bytes.
        case sending
        /// A task is waiting for the response to a request, the one with this number.
        case answering(UInt64)
        /// The last response has been sent; a task is waiting for the client to close.
        case lingering
        /// The socket is closed.
        case gone
    }

    package enum Event: CaseIterable, Sendable {
        /// Bytes have arrived, or the end of the stream.
        case readable
        /// The kernel takes bytes again.
        case writable
        /// The connection is broken: no response can reach the client any longer.
        case failed
        /// The deadline has passed.
        case deadline
        /// The server is stopping; requests in flight are still answered.
        case drain
        /// The time for draining is over.
        case drainOver
        /// A new connection needs the place.
        case crowdedOut
    }

    package enum Action: Equatable, Sendable {
        case none
        /// Start a task that serves the connection.
        case start
        /// Let the waiting task continue.
        case resume
        /// Let the machine decide what a late message leads to.
        case timeOut
        /// Cancel the handler, and answer in its place.
        case giveUp
        /// Report that the client is gone, and close.
        case abandon
        /// Tell the client that the server is stopping, if it waits for a response, and close.
        case cutShort
        /// Tell the client that it is crowded out, if it has begun a request, and close.
        case makeRoom
        /// Close.
        case close
    }

    package private(set) var state = State.resting
    /// When `Event.deadline` is due, in the clock's nanoseconds; `max` for never.
    package private(set) var deadline = UInt64.max
    private var answers: UInt64 = 0

    /// Creates the life of a connection that has just been accepted.
    package init() {}

    package var isGone: Bool { state == .gone }

    /// Whether the connection waits for its client, and so can make room for another.
    package var canMakeRoom: Bool {
        switch state {
        case .resting, .sending, .lingering: true
        case .working, .answering, .gone: false
        }
    }

    /// Handles an event, and returns what to do about it.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.gone, _): return .none
        case (_, .drainOver): return leave(.cutShort)

        case (.resting, .readable), (.resting, .failed), (.resting, .drain):
            return work(.start)
        case (.resting, .deadline): return work(.timeOut)
        case (.resting, .crowdedOut): return leave(.makeRoom)

        case (.sending, .writable), (.sending, .failed): return work(.resume)
        case (.sending, .deadline), (.sending, .crowdedOut): return leave(.close)

        case (.answering, .failed): return leave(.abandon)
        case (.answering, .deadline): return work(.giveUp)

        case (.lingering, .readable), (.lingering, .failed): return work(.resume)
        case (.lingering, .deadline), (.lingering, .crowdedOut): return leave(.close)

        case (.resting, .writable), (.working, _), (.sending, _), (.answering, _), (.lingering, _):
            return .none
        }
    }

    private mutating func work(_ action: Action) -> Action {
        state = .working
        deadline = .max
        return action
    }

    private mutating func leave(_ action: Action) -> Action {
        end()
        return action
    }
}

// MARK: - What the task is about to do

extension ConnectionLife {
    /// Waits for bytes; the task ends.
    package mutating func rest(until due: UInt64) {
        enter(.resting, until: due)
    }

    /// Waits for the client to take bytes.
    package mutating func send(until due: UInt64) {
        enter(.sending, until: due)
    }

    /// Waits for the client to close.
    package mutating func linger(until due: UInt64) {
        enter(.lingering, until: due)
    }

    /// Waits for a response.
    ///
    /// - Returns: The number to pass to `endAnswer(_:)`.
    package mutating func answer(until due: UInt64) -> UInt64 {
        answers &+= 1
        enter(.answering(answers), until: due)
        return answers
    }

    /// Continues with the response that was waited for.
    ///
    /// - Returns: false if the response is no longer wanted.
    package mutating func endAnswer(_ number: UInt64) -> Bool {
        guard state == .answering(number) else { return false }
        enter(.working, until: .max)
        return true
    }

    /// Closes.
    package mutating func end() {
        enter(.gone, until: .max)
    }

    private mutating func enter(_ next: State, until due: UInt64) {
        guard state != .gone else { return }
        state = next
        deadline = due
    }
}
