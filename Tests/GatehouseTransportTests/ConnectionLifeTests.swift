// SPDX-License-Identifier: MIT

import GatehouseTransport
import Testing

@Suite("The life of a connection")
struct ConnectionLifeTests {
    typealias Life = ConnectionLife

    /// The states by name, each as the connection's task would enter it.
    static let states: [(name: String, life: Life)] = [
        ("resting", make { $0.rest(until: 5) }),
        ("working", make { _ = $0.handle(.readable) }),
        ("sending", make { $0.send(until: 5) }),
        ("answering", make { _ = $0.answer(until: 5) }),
        ("lingering", make { $0.linger(until: 5) }),
        ("gone", make { $0.end() }),
    ]

    private static func make(_ change: (inout Life) -> Void) -> Life {
        var life = Life()
        change(&life)
        return life
    }

    /// What each state makes of each event, and the state that follows.
    ///
    ///     state: event action next, …
    static let table = """
        resting: readable start working, writable none resting, failed start working, \
        deadline timeOut working, drain start working, drainOver cutShort gone, \
        crowdedOut makeRoom gone
        working: readable none working, writable none working, failed none working, \
        deadline none working, drain none working, drainOver cutShort gone, crowdedOut none working
        sending: readable none sending, writable resume working, failed resume working, \
        deadline close gone, drain none sending, drainOver cutShort gone, crowdedOut close gone
        answering: readable none answering, writable none answering, failed abandon gone, \
        deadline giveUp working, drain none answering, drainOver cutShort gone, \
        crowdedOut none answering
        lingering: readable resume working, writable none lingering, failed resume working, \
        deadline close gone, drain none lingering, drainOver cutShort gone, \
        crowdedOut close gone
        gone: readable none gone, writable none gone, failed none gone, deadline none gone, \
        drain none gone, drainOver none gone, crowdedOut none gone
        """

    /// One row of the table.
    struct Step: CustomTestStringConvertible, Sendable {
        let state: String
        let event: String
        let action: String
        let next: String

        var testDescription: String { "\(event) while \(state)" }
    }

    static let steps: [Step] = table.split(separator: "\n").flatMap { line in
        let parts = line.split(separator: ":")
        return parts[1].split(separator: ",").map { entry in
            let words = entry.split(separator: " ").map(String.init)
            return Step(state: String(parts[0]), event: words[0], action: words[1], next: words[2])
        }
    }

    private static func name(_ state: Life.State) -> String {
        if case .answering = state { "answering" } else { "\(state)" }
    }

    @Test("Each event in the life of a connection has the outcome in the table", arguments: steps)
    func outcome(step: Step) throws {
        var life = try #require(Self.states.first { $0.name == step.state }?.life)
        let event = try #require(Life.Event.allCases.first { "\($0)" == step.event })
        let action = life.handle(event)
        #expect("\(action)" == step.action)
        #expect(Self.name(life.state) == step.next)
    }

    @Test("The table of a connection's life has every state and every event")
    func completeness() {
        #expect(Self.steps.count == Self.states.count * Life.Event.allCases.count)
        #expect(Set(Self.steps.map { $0.state + " " + $0.event }).count == Self.steps.count)
    }

    @Test(
        "A connection has a deadline while it waits for something, and only then",
        arguments: states
    )
    func deadline(name: String, life: Life) {
        let waits = ["resting", "sending", "answering", "lingering"].contains(name)
        #expect(life.deadline == (waits ? 5 : .max))
    }

    @Test("A connection's deadline is gone once it has led to an action", arguments: states)
    func passedDeadline(name: String, life: Life) {
        var life = life
        let action = life.handle(.deadline)
        if action != .none { #expect(life.deadline == .max) }
    }

    @Test("A handler's answer that is in time is taken once")
    func answer() {
        var life = Life()
        let number = life.answer(until: 5)
        let isTaken = life.endAnswer(number)
        #expect(isTaken)
        #expect(life.state == .working)
        let isTakenAgain = life.endAnswer(number)
        #expect(!isTakenAgain)
    }

    @Test(
        "A handler's answer that is no longer awaited is not taken",
        arguments: [Life.Event.failed, .deadline, .drainOver]
    )
    func unwantedAnswer(event: Life.Event) {
        var life = Life()
        let number = life.answer(until: 5)
        _ = life.handle(event)
        let isTaken = life.endAnswer(number)
        #expect(!isTaken)
    }

    @Test("A late answer of a handler is not taken for the answer to a later request")
    func lateAnswer() {
        var life = Life()
        let first = life.answer(until: 5)
        _ = life.handle(.deadline)
        let second = life.answer(until: 9)
        let isFirstTaken = life.endAnswer(first)
        #expect(!isFirstTaken)
        let isSecondTaken = life.endAnswer(second)
        #expect(isSecondTaken)
    }

    @Test("Nothing that a task does brings a closed connection back")
    func end() {
        var life = Life()
        life.end()
        life.rest(until: 5)
        life.send(until: 5)
        life.linger(until: 5)
        let number = life.answer(until: 5)
        let isTaken = life.endAnswer(number)
        #expect(!isTaken)
        #expect(life.isGone)
        #expect(life.deadline == .max)
    }
}
