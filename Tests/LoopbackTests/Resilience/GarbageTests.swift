// SPDX-License-Identifier: MIT
//
// Bytes that are not a request, or hardly one.
// Touches: processes, loopback sockets.

import Foundation
import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("Random and mutated bytes")
    struct GarbageTests {
        @Test("Twenty thousand messages of garbage do the server no harm")
        func garbage() throws {
            try Gatehouse.serve { server in
                var random = SeededGenerator(seed: 20_000)
                let neighbour = try server.connect()
                for round in 0..<20_000 {
                    let bytes = random.message(isRandom: round % 4 == 0)
                    let answer = try Self.send(bytes, to: server)
                    guard answer.isEmpty || Self.isAnswer(answer) else {
                        Issue.record("\(Data(bytes).base64EncodedString()) got \(answer)")
                        continue
                    }
                    if round % 1_000 == 0 {
                        #expect(try neighbour.ask(Requests.get("/healthz")).status == 200)
                    }
                }
                #expect(try server.connect().ask(Requests.goodLogin).status == 200)
                #expect(try server.stop() == 0)
            }
        }

        private static func send(_ bytes: [UInt8], to server: RunningServer) throws -> String {
            let client = try server.connect()
            client.resetWhenClosed()
            _ = client.sendWithoutWaiting(bytes)
            client.endSending()
            return String(decoding: try client.receiveAll(toleratingReset: true), as: UTF8.self)
        }

        /// Whether it begins with a status line, and none of its statuses is a fault of the server.
        private static func isAnswer(_ text: String) -> Bool {
            text.hasPrefix("HTTP/1.1 ") && !text.contains("HTTP/1.1 500 ")
        }
    }
}

extension SeededGenerator {
    private static let seeds = [
        Requests.get("/users/me", token: "a.b.c"),
        Requests.get("/docs", method: "HEAD") + Requests.get("/openapi.json"),
        Requests.get("http://localhost:80/healthz?a=%20&b"),
        Requests.login("grant_type=password&username=a%2Bb&password=%00"),
        "POST /token HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            + "a\r\n--b\r\nConte\r\n0\r\nX: y\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive, close\r\nExpect: 100-continue\r\n\r\n",
    ]

    /// Random bytes, or a request with some changes.
    fileprivate mutating func message(isRandom: Bool) -> [UInt8] {
        guard !isRandom else {
            let count = Int.random(in: 1...300, using: &self)
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
        }
        var bytes = Array((Self.seeds.randomElement(using: &self) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...6, using: &self) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard let index = bytes.indices.randomElement(using: &self) else { return }
        let end = min(bytes.count, index + Int.random(in: 1...12, using: &self))
        switch Int.random(in: 0..<5, using: &self) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &self)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
        case 3: bytes.removeSubrange(index..<end)
        default:
            bytes.insert(Array("\r\n\t :;,=%0\0".utf8).randomElement(using: &self) ?? 0, at: index)
        }
    }
}
