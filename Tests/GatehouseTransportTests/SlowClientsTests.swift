// SPDX-License-Identifier: MIT
//
// Hundreds of clients that send a byte a second: they are cut off in time, and delay nobody.
// Touches: loopback sockets.

import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Slow clients")
    struct SlowClientsTests {
        @Test("Hundreds of slow clients get 408 in the end, and others are served meanwhile")
        func oneByteASecond() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock) { $0.loopCount = 2 }
            let slow = try (0..<500).map { _ in try ClientSocket(port: server.port) }
            let other = try ClientSocket(port: server.port)
            for byte in "GET /slow " {
                for client in slow { try client.send(String(byte)) }
                #expect(try other.get("/").status == 200)
                clock.advance(seconds: 1, server)
            }
            // The answer above shows that one loop has kept up; the other may have begun late.
            clock.advance(seconds: 10, server)
            for client in slow {
                #expect(try client.receiveResponse().status == 408)
                #expect(client.isClosed(toleratingReset: true))
                client.endSending()
            }
            #expect(try other.get("/").status == 200)
            server.stop()
        }
    }
}
