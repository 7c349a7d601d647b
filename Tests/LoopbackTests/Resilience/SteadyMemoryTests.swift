// SPDX-License-Identifier: MIT
//
// Two hundred thousand requests of all kinds, after which the server's memory is the same.
// Touches: processes, loopback sockets, /proc.

import Foundation
import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("The memory of a server")
    struct SteadyMemoryTests {
        @Test("The memory of a server does not grow with the number of requests")
        func mixedRequests() throws {
            try Gatehouse.serve { server in
                let token = try server.connect().token()
                let batch = Self.batch(token: token)
                let first = String(decoding: try Self.send(batch, server), as: UTF8.self)
                #expect(first.components(separatedBy: "HTTP/1.1 ").count - 1 == 100)
                let length = first.utf8.count
                // All that differs in an answer has the same length each time.
                for _ in 1..<200 { #expect(try Self.send(batch, server).count == length) }
                let before = try server.process.residentBytes()
                for _ in 0..<1_800 { #expect(try Self.send(batch, server).count == length) }
                let growth = try server.process.residentBytes() - before
                print("200,000 requests: \(growth) bytes more than after the first 20,000")
                #expect(growth < 2 * 1024 * 1024)
            }
        }

        /// A hundred requests on one connection, the last of which ends it.
        private static func batch(token: String) -> String {
            let mixed =
                Requests.get("/users/me", token: token)
                + Requests.get("/users/me/items/", token: token)
                + Requests.get("/users/me", token: token + "x")
                + Requests.get("/openapi.json")
                + Requests.get("/nothing?a=b")
                + Requests.get("/token")
                + Requests.login("username=johndoe")
                + Requests.login("grant_type=x&username=a&password=b")
                + Requests.get("/healthz")
            return String(repeating: mixed, count: 11) + "NOT HTTP\r\n\r\n"
        }

        private static func send(_ batch: String, _ server: RunningServer) throws -> [UInt8] {
            let client = try server.connect()
            try client.send(batch)
            return try client.receiveAll(toleratingReset: true)
        }
    }
}
