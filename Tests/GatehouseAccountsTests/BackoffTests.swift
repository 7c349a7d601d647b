// SPDX-License-Identifier: MIT

import GatehousePostgres
import Testing

@Suite("Pauses between attempts to connect")
struct BackoffTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test("As long as nothing has failed, any number may try at once")
    func healthy() {
        var backoff = Backoff()
        for _ in 0..<3 { #expect(backoff.ask(now: 0) == .attempt) }
        backoff.succeeded()
        #expect(backoff.ask(now: 0) == .attempt)
    }

    @Test("In a pause, whoever asks gets the last reason; after it, one may try at a time")
    func pause() {
        var backoff = Backoff()
        backoff.failed(reason: "gone", now: 0, jitter: 0)
        let end = 50 * Self.millisecond
        #expect(backoff.ask(now: end - 1) == .refuse(reason: "gone"))
        #expect(backoff.ask(now: end) == .attempt)
        #expect(backoff.ask(now: end) == .refuse(reason: "gone"))
        backoff.failed(reason: "still gone", now: end, jitter: 0)
        #expect(backoff.ask(now: end + 99 * Self.millisecond) == .refuse(reason: "still gone"))
        #expect(backoff.ask(now: end + 100 * Self.millisecond) == .attempt)
        backoff.succeeded()
        #expect(backoff.ask(now: end) == .attempt)
        #expect(backoff.ask(now: end) == .attempt)
    }

    @Test("Pauses double up to two seconds, and begin anew after a success")
    func growth() {
        var backoff = Backoff()
        var now: UInt64 = 0
        for pause in [50, 100, 200, 400, 800, 1600, 2000, 2000] as [UInt64] {
            backoff.failed(reason: "", now: now, jitter: 0)
            now += pause * Self.millisecond
            #expect(backoff.ask(now: now - 1) == .refuse(reason: ""))
            #expect(backoff.ask(now: now) == .attempt)
        }
        backoff.succeeded()
        backoff.failed(reason: "", now: now, jitter: 0)
        #expect(backoff.ask(now: now + 50 * Self.millisecond) == .attempt)
    }

    @Test(
        "Jitter adds up to a quarter of the pause, whatever it is",
        arguments: [-1, 0.5, 1, 7, .nan]
    )
    func jitter(jitter: Double) {
        var backoff = Backoff()
        backoff.failed(reason: "", now: 0, jitter: jitter)
        #expect(backoff.ask(now: 49 * Self.millisecond) == .refuse(reason: ""))
        #expect(backoff.ask(now: 63 * Self.millisecond) == .attempt)
    }
}
