// SPDX-License-Identifier: MIT
//
// Writing to descriptors that are slow, full or closed.
// Touches: pipes, threads.

import Foundation
import Testing
import gatehouse_server

@Suite("Writing to a descriptor")
struct SystemTests {
    @Test("Writing to a pipe whose reader is gone fails without harm")
    func closedPipe() throws {
        _ = signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        #expect(!StandardStreams.write([1, 2, 3], to: pipe.fileHandleForWriting.fileDescriptor))
    }

    @Test("More bytes than a pipe holds arrive whole through a pipe that does not block")
    func fullPipe() async throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let bytes = (0..<500_000).map { index in UInt8(truncatingIfNeeded: index / 7) }
        async let isWritten = write(bytes, to: pipe.fileHandleForWriting)
        let received = try pipe.fileHandleForReading.readToEnd()
        #expect(await isWritten)
        #expect(received.map(Array.init) == bytes)
    }

    @concurrent private func write(_ bytes: [UInt8], to handle: FileHandle) async -> Bool {
        defer { try? handle.close() }
        return StandardStreams.write(bytes, to: handle.fileDescriptor)
    }
}
