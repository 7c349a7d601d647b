// SPDX-License-Identifier: MIT
//
// Signals as values. Each test sends them to a thread of its own, and not to the process.
// Touches: threads, signals.

import GatehouseTransport
import Glibc
import Testing

@Suite("Termination signals")
struct TerminationSignalsTests {
    @Test("Termination signals are read one after another and do not end the process")
    func reading() throws {
        let seen = Log<String>()
        let thread = try SystemThread.start(name: "signals") {
            guard let signals = try? TerminationSignals() else { return }
            pthread_kill(pthread_self(), SIGTERM)
            seen.add(signals.next())
            pthread_kill(pthread_self(), SIGINT)
            seen.add(signals.next())
        }
        thread.join()
        #expect(seen.all == ["SIGTERM", "SIGINT"])
    }
}
