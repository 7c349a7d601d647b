// SPDX-License-Identifier: MIT
//
// `gatehouse hash`: hashes a password, or verifies hashes that come as JSON lines.
// Touches: the terminal, standard input and output.

package import ArgumentParser
import GatehouseBase
import GatehouseJSON
package import GatehouseSecurity

package struct HashCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Make the hash of a password, or verify hashes.",
        discussion: """
            The terminal asks for the password and does not show it; it is never an argument, \
            since other users can see those.

            With --verify, each line of the input is a JSON object with "hash" and "password" (or \
            "password_b64", for bytes that are not text). Each is answered with one line: match, \
            no_match, or error for what cannot be judged, with the reason on standard error. The \
            exit status is 65 if a line was not such an object.
            """
    )

    @Flag(help: "Read the password from standard input: all of it, less one line end.")
    var passwordStdin = false

    @Option(help: "bcrypt or argon2id.")
    var scheme = Settings.PasswordScheme.bcrypt

    @Option(help: "The cost of a bcrypt hash: 10 to 16, each step doubles the time.")
    var cost = 12

    @Flag(help: "Verify: read JSON lines, and print one verdict per line.")
    var verify = false

    package init() {}

    package func validate() throws {
        guard PasswordContext.bcryptCosts.contains(cost) else {
            throw ValidationError("--cost must be 10 to 16")
        }
    }

    package func run() throws {
        if verify { return try Self.verifyLines(try PasswordContext()) }
        let password = try readPassword()
        do throws(PasswordHashError) {
            let context = try PasswordContext(scheme == .bcrypt ? .bcrypt(cost: cost) : .argon2id)
            StandardStreams.write(Array((try context.hash(password) + "\n").utf8))
        } catch {
            throw Self.failure("the password cannot be hashed: \(error.words)")
        }
    }

    private func readPassword() throws -> Secret {
        do throws(PasswordInput.Fault) {
            return passwordStdin ? try PasswordInput.readAll() : try PasswordInput.ask()
        } catch {
            throw Self.failure(error.words)
        }
    }

    private static func verifyLines(_ context: PasswordContext) throws {
        var hasBadLines = false
        var number = 0
        while let line = readLine() {
            number += 1
            let verdict = HashVerdict(line: line, context)
            StandardStreams.write(Array((verdict.word + "\n").utf8))
            if let reason = verdict.reason {
                StandardStreams.writeError("gatehouse hash: line \(number): \(reason)")
            }
            if verdict == .badLine { hasBadLines = true }
        }
        // EX_DATAERR of sysexits.h.
        if hasBadLines { throw ExitCode(65) }
    }

    private static func failure(_ problem: String) -> ExitCode {
        StandardStreams.writeError("gatehouse hash: \(problem)")
        return .failure
    }
}

extension Settings.PasswordScheme: ExpressibleByArgument {}

extension PasswordHashError {
    /// Why a password cannot be hashed.
    var words: String {
        switch self {
        case .passwordTooLong: "it has more than 1024 bytes"
        case .libraryMissing: logDescription
        default: "the computation failed"
        }
    }
}

/// Why a hash that was made elsewhere cannot be stored.
struct StoredHashFault {
    /// What follows the name of the hash in a sentence.
    let words: String

    /// Judges a hash; nil if it can be verified.
    init?(_ hash: String) {
        do throws(PasswordHashError) {
            _ = try PasswordHashKind(hash)
            return nil
        } catch {
            switch error {
            case .costOutOfRange: words = "has a cost that is out of bounds"
            case .malformedHash: words = "is malformed"
            default: words = "is not of a supported scheme"
            }
        }
    }
}

/// The verdict on a hash and a password.
package enum HashVerdict: Equatable, Sendable {
    /// The password belongs to the hash.
    case match
    /// It does not.
    case noMatch
    /// The hash or the password cannot be judged.
    case error(PasswordHashError)
    /// The line is not an object with a hash and a password.
    case badLine

    /// Judges a line of the input.
    package init(line: String, _ context: PasswordContext) {
        guard let value = try? JSONValue.parse(Array(line.utf8)),
            let hash = value["hash"]?.string,
            let password = Self.password(in: value)
        else {
            self = .badLine
            return
        }
        do throws(PasswordHashError) {
            self = try context.matches(password, hash) ? .match : .noMatch
        } catch {
            self = .error(error)
        }
    }

    /// What is printed.
    package var word: String {
        switch self {
        case .match: "match"
        case .noMatch: "no_match"
        case .error, .badLine: "error"
        }
    }

    /// Why there is no verdict.
    var reason: String? {
        switch self {
        case .match, .noMatch: nil
        case .error(let error): error.logDescription
        case .badLine: "not an object with hash and password"
        }
    }

    private static func password(in value: JSONValue) -> Secret? {
        if let text = value["password"]?.string { return Secret(text) }
        return value["password_b64"]?.string.flatMap { Base64URL.decode(padded: Array($0.utf8)) }
            .map { Secret(bytes: $0) }
    }
}
