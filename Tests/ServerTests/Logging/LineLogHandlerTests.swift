// SPDX-License-Identifier: MIT
//
// Log lines: their exact text, and input that tries to forge them.

import Foundation
import GatehouseBase
import Logging
import Testing
import gatehouse_server

private let hostile = "a\n\r\t\0\u{1B}[2J\"\\=\u{7F}\u{85}\u{202E}\u{2028}é\u{1F600}"
private let escaped =
    #""a\n\r\t\u0000\u001b[2J\"\\=\u007f\u0085\u202e\u2028\u00e9\ud83d\ude00""#

private func line(
    _ format: LogFormat,
    _ message: String,
    metadata: Logger.Metadata = [:]
) -> String {
    let recorder = LogRecorder()
    let logger = recorder.makeOutput(format).makeLogger(label: "gatehouse")
    logger.info("\(message)", metadata: metadata)
    return recorder.text
}

@Suite("Log lines as text")
struct TextLogTests {
    private let start = "2026-11-25T02:34:56.123Z info gatehouse: "

    @Test("A text log line has its exact form, with metadata in the order of names")
    func exact() {
        let text = line(.text, "it works", metadata: ["b": "2", "a": "one two", "c": ""])
        #expect(text == start + #"it works a="one two" b=2 c="""# + "\n")
    }

    @Test("Hostile values and messages are escaped in a text log line")
    func escapes() {
        let text = line(.text, hostile, metadata: ["key": "\(hostile)"])
        #expect(text == start + "\(escaped) key=\(escaped)\n")
    }

    @Test(
        "A message that could be taken for more is quoted in a text log line",
        arguments: [
            ("done status=200", #""done status=200""#), (#"a "b""#, #""a \"b\"""#),
            ("a\nb", #""a\nb""#), ("plain, with: signs!", "plain, with: signs!"),
        ]
    )
    func messages(message: String, shown: String) {
        #expect(line(.text, message) == start + shown + "\n")
    }

    @Test(
        "A value of one word is not quoted in a text log line",
        arguments: ["/users/{id}", "a,b;c", "-", "'"]
    )
    func words(word: String) {
        #expect(line(.text, "m", metadata: ["k": "\(word)"]) == start + "m k=\(word)\n")
    }

    @Test(
        "A log line escapes each character that could do harm",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("\n", #"\n"#), ("\0", #"\u0000"#),
            ("\u{1F}", #"\u001f"#), ("\u{7F}", #"\u007f"#), ("\u{80}", #"\u0080"#),
            ("\u{200F}", #"\u200f"#), ("\u{2066}", #"\u2066"#), ("\u{FEFF}", #"\ufeff"#),
            (" ", " "), ("=", "="),
        ]
    )
    func single(value: String, shown: String) {
        #expect(line(.text, "m", metadata: ["k": "\(value)"]) == start + "m k=\"\(shown)\"\n")
        #expect(line(.json, "m", metadata: ["k": "\(value)"]).hasSuffix(",\"k\":\"\(shown)\"}\n"))
    }

    @Test("A metadata key cannot break out of a text log line")
    func keys() {
        let text = line(.text, "m", metadata: ["a b=\nc": "1", "level": "2"])
        #expect(text == start + "m a_b__c=1 _level=2\n")
    }

    @Test("A message that is too long is cut in a text log line")
    func long() {
        let text = line(.text, String(repeating: "m", count: 5000))
        #expect(text == start + "\"" + String(repeating: "m", count: 1024) + "...\"\n")
    }

    @Test("A value of one endless character is cut in a text log line")
    func longCharacter() {
        let value = "e" + String(repeating: "\u{301}", count: 5000)
        let expected = "m k=\"e" + String(repeating: #"\u0301"#, count: 1023) + "...\"\n"
        #expect(line(.text, "m", metadata: ["k": "\(value)"]) == start + expected)
    }

    @Test("A nested metadata value is one value in a text log line")
    func nested() {
        let text = line(.text, "m", metadata: ["k": ["x\n", "y"]])
        #expect(text == start + #"m k="[\"x\\n\", \"y\"]""# + "\n")
    }
}

@Suite("Log lines as JSON")
struct JSONLogTests {
    private let start =
        #"{"time":"2026-11-25T02:34:56.123Z","level":"info","label":"gatehouse","message":"#

    @Test("A JSON log line has its exact form, one object on one line")
    func exact() {
        let text = line(.json, "it works", metadata: ["b": "2", "a": "one two"])
        #expect(text == start + #""it works","a":"one two","b":"2"}"# + "\n")
    }

    @Test("Hostile input is escaped in a JSON log line and reads back unchanged")
    func roundTrip() throws {
        let text = line(.json, hostile, metadata: ["key": "\(hostile)", "level": "x", "q\"": "y"])
        #expect(text.utf8.count { byte in byte == UInt8(ascii: "\n") } == 1)
        #expect(text.utf8.allSatisfy { byte in byte == 0x0A || 0x20...0x7E ~= byte })
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(object["message"] == hostile)
        #expect(object["key"] == hostile)
        #expect(object["level"] == "info")
        #expect(object["_level"] == "x")
        #expect(object["q_"] == "y")
    }
}

@Suite("Loggers")
struct LineLogHandlerTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "broken\npipe" }
    }

    @Test("A logger writes nothing below its level")
    func level() {
        let recorder = LogRecorder()
        let logger = recorder.makeOutput(.text, level: .warning).makeLogger(label: "x")
        logger.info("no")
        logger.warning("yes")
        #expect(recorder.text == "2026-11-25T02:34:56.123Z warning x: yes\n")
    }

    @Test("Metadata of a log call wins over the provider's, and that over the logger's")
    func merging() {
        let recorder = LogRecorder()
        let output = recorder.makeOutput(.text)
        var logger = Logger(label: "x") { label in
            var handler = LineLogHandler(label: label, output: output)
            handler.metadataProvider = .init { ["b": "2", "c": "2"] }
            return handler
        }
        for key in ["a", "b", "c"] { logger[metadataKey: key] = "1" }
        logger.info("m", metadata: ["c": "3"])
        #expect(recorder.text.hasSuffix("m a=1 b=2 c=3\n"))
    }

    @Test("An error is logged with its type, and with its words only where they are safe")
    func error() {
        let recorder = LogRecorder()
        recorder.makeOutput(.text).makeLogger(label: "x").error("m", error: Broken())
        #expect(recorder.text.contains("Broken"))
        #expect(!recorder.text.contains("pipe"))
        recorder.makeOutput(.text).makeLogger(label: "x").error("m", error: WorkersBusy())
        #expect(
            recorder.text.hasSuffix(#"error="all threads are busy, and the queue is full""# + "\n")
        )
    }

    @Test("Log lines of several threads stay whole")
    func threads() async {
        let recorder = LogRecorder()
        let logger = recorder.makeOutput(.text).makeLogger(label: "x")
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for _ in 0..<100 { logger.info("m", metadata: ["t": "\(task)"]) } }
            }
        }
        let lines = recorder.text.split(separator: "\n")
        #expect(lines.count == 800)
        #expect(
            lines.allSatisfy { line in line.hasPrefix("2026-11-25T02:34:56.123Z info x: m t=") }
        )
    }
}
