// SPDX-License-Identifier: MIT
//
// Touches: the terminal, standard input.

import GatehouseBase
import GatehouseSecurity

/// How a command gets a password: never as an argument, since other users can see those.
enum PasswordInput {
    /// Why there is no password.
    enum Fault: Error {
        case noTerminal, differs, tooLong, empty

        var words: String {
            switch self {
            case .noTerminal: "there is no terminal to ask at: use --password-stdin"
            case .differs: "the passwords differ"
            case .tooLong: "the password on standard input is too long"
            case .empty: "the password is empty"
            }
        }
    }

    private static let maxBytes = 64 * 1024

    /// Asks for a new password twice.
    static func ask() throws(Fault) -> Secret {
        guard let first = StandardStreams.askPassword("Password: "),
            let second = StandardStreams.askPassword("Again: ")
        else { throw .noTerminal }
        let areEqual = first.withBytes { a in second.withBytes { b in ConstantTime.areEqual(a, b) }
        }
        guard areEqual else { throw .differs }
        return first
    }

    /// Reads all of standard input, less one line end.
    static func readAll() throws(Fault) -> Secret {
        guard var bytes = File.readStandardInput(maxBytes: maxBytes) else { throw .tooLong }
        defer { bytes.wipe() }
        return Secret(bytes: withoutLineEnd(bytes))
    }

    /// Reads the first line of standard input.
    static func readLine() throws(Fault) -> Secret {
        guard var bytes = File.readStandardInput(maxBytes: maxBytes) else { throw .tooLong }
        defer { bytes.wipe() }
        let end = bytes.firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? bytes.endIndex
        return Secret(bytes: withoutLineEnd(bytes[..<end]))
    }

    private static func withoutLineEnd(_ bytes: some BidirectionalCollection<UInt8>)
        -> some Collection<UInt8>
    {
        let line = bytes.last == ASCII.lineFeed ? bytes.dropLast() : bytes.dropLast(0)
        guard line.count < bytes.count, line.last == ASCII.carriageReturn else { return line }
        return line.dropLast()
    }
}
