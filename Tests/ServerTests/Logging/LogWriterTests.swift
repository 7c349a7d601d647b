// SPDX-License-Identifier: MIT
//
// How log lines get to a descriptor, whether its reader reads or has stopped.
// Touches: pipes, a thread.

import Foundation
import Synchronization
import Testing
import gatehouse_server

@Suite("The log writer")
struct LogWriterTests {
    @Test("The log writer writes whole lines in their order")
    func order() throws {
        let pipe = Pipe()
        let writer = try Self.writer(to: pipe)
        let lines = (0..<1000).map { "line \($0)\n" }
        for line in lines { writer.append(Array(line.utf8)) }
        let wanted = lines.joined()
        #expect(read(wanted.utf8.count, from: pipe) == wanted)
    }

    @Test("The log writer drops and counts lines while nobody reads, and then goes on")
    func stalledReader() throws {
        let pipe = Pipe()
        let writer = try Self.writer(to: pipe)
        let line = Array((String(repeating: "x", count: 999) + "\n").utf8)
        // More than the pipe and the buffer hold together; no call waits for the reader.
        for _ in 0..<4000 { writer.append(line) }
        var text = ""
        while !text.contains("dropped\n") { text += read(1, from: pipe) }
        let whole = text.split(separator: "\n").filter { $0.utf8.count == 999 }.count
        #expect(text.hasSuffix("\n\(4000 - whole) dropped\n"))
        writer.append(Array("after\n".utf8))
        #expect(read(6, from: pipe) == "after\n")
    }

    @Test("Lines that a non-blocking pipe does not take are counted, and none is glued to another")
    func nonBlocking() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let writer = try Self.writer(to: pipe)
        let line = Array((String(repeating: "x", count: 998) + "|\n").utf8)
        for _ in 0..<500 { writer.append(line) }
        // The pipe is full, and the writer has given up waiting for its reader.
        while !writer.hasLost { sched_yield() }
        writer.append(line)
        var text = ""
        while !text.hasSuffix("dropped\n") { text += read(1, from: pipe) }
        let lines = text.split(separator: "\n").dropLast()
        let whole = lines.filter { $0.utf8.count == 999 }.count
        // What was cut off stands alone.
        #expect(lines.filter { $0.utf8.count != 999 }.allSatisfy { !$0.hasSuffix("|") })
        #expect(text.hasSuffix("\n\(501 - whole) dropped\n"))
        // The thread must not write to a number that another test may get.
        #expect(writer.flush(within: .seconds(20)))
    }

    @Test("A flush of the log returns when all lines are written")
    func flush() throws {
        let pipe = Pipe()
        let writer = try Self.writer(to: pipe)
        writer.append(Array("last\n".utf8))
        #expect(writer.flush(within: .seconds(20)))
        #expect(read(5, from: pipe) == "last\n")
    }

    @Test("A flush of the log does not wait for a reader that has stopped")
    func stalledFlush() throws {
        let pipe = Pipe()
        let writer = try Self.writer(to: pipe)
        writer.append([UInt8](repeating: 0x78, count: 1_000_000))
        #expect(!writer.flush(within: .milliseconds(20)))
    }

    /// Pipes are never closed: a thread that still writes must not hit another test's descriptor.
    private static let pipes = Mutex<[Pipe]>([])

    private static func writer(to pipe: Pipe) throws -> LogWriter {
        pipes.withLock { $0.append(pipe) }
        // A pipe that closes while the thread still writes is an error to handle, as in the server.
        _ = signal(SIGPIPE, SIG_IGN)
        return try LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor) { count in
            Array("\(count) dropped\n".utf8)
        }
    }

    /// Reads until at least that many bytes have come.
    private func read(_ count: Int, from pipe: Pipe) -> String {
        var bytes = Data()
        while bytes.count < count { bytes += pipe.fileHandleForReading.availableData }
        return String(decoding: bytes, as: UTF8.self)
    }
}
