// SPDX-License-Identifier: MIT

import GatehouseBase
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("A secret that is printed, dumped or reflected shows nothing")
    func redaction() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(text.contains("<redacted>"))
            #expect(!text.contains("hunter2"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test(
        "A secret keeps its bytes, whatever they are",
        arguments: [[], [0], [1, 0, 255], [0xC3]]
    )
    func bytes(bytes: [UInt8]) {
        let secret = Secret(bytes: bytes)
        let copy = secret
        #expect(copy.withBytes { $0.array() } == bytes)
        #expect(secret.count == bytes.count)
        #expect(secret.isEmpty == bytes.isEmpty)
    }

    @Test("The text of a secret has U+FFFD where its bytes are not UTF-8")
    func value() {
        #expect(Secret("p\u{E4}ss").value == "p\u{E4}ss")
        #expect(Secret(bytes: [0x61, 0xFF]).value == "a\u{FFFD}")
    }

    @Test("Wiping an array empties it and leaves a copy that shared its memory alone")
    func wiping() {
        var bytes: [UInt8] = [1, 2, 3]
        let other = bytes
        bytes.wipe()
        #expect(bytes.isEmpty)
        #expect(other == [1, 2, 3])
        bytes.wipe()
        #expect(bytes.isEmpty)
    }

    private struct Unsafe: Error {
        let row = "secret row"
    }

    private struct Safe: LogSafe {
        var logDescription: String { "fixed words" }
    }

    @Test("The log gets the type of an error, and its words only where they are safe")
    func loggable() {
        #expect(Safe().loggable == "fixed words")
        #expect(Unsafe().loggable.hasSuffix("Unsafe"))
        #expect(!Unsafe().loggable.contains("row"))
    }
}
