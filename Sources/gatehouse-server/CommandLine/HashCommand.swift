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
            no_match, or refuse for a hash or password that cannot be accepted. A line that is \
            not such an object is answered with error, and the exit status is then 65.
            """
    )

    @Flag(help: "Read the password from standard input: all of it, less one line end.")
    var passwordStdin = false

    @Option(help: "The cost of the hash: 10 to 16, each step doubles the time.")
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
        let context = try PasswordContext(bcryptCost: cost)
        if verify { return try Self.verifyLines(context) }
        let password = try readPassword()
        do throws(PasswordHashError) {
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
        var hasErrors = false
        while let line = readLine() {
            let verdict = HashVerdict(line: line, context)
            hasErrors = hasErrors || verdict == .error
            StandardStreams.write(Array((verdict.rawValue + "\n").utf8))
        }
        // EX_DATAERR of sysexits.h.
        if hasErrors { throw ExitCode(65) }
    }

    private static func failure(_ problem: String) -> ExitCode {
        StandardStreams.writeError("gatehouse hash: \(problem)")
        return .failure
    }
}

extension PasswordHashError {
    /// Why a password cannot be hashed.
    var words: String {
        switch self {
        case .passwordTooLong: "it has more than 72 bytes, and bcrypt would ignore the rest"
        case .passwordContainsNUL: "it contains a NUL, and bcrypt would stop there"
        default: "the computation failed"
        }
    }
}

/// The verdict on a hash and a password.
package enum HashVerdict: String, Sendable {
    /// The password belongs to the hash.
    case match
    /// It does not.
    case noMatch = "no_match"
    /// The hash or the password is not accepted at all.
    case refuse
    /// The line is not an object with a hash and a password.
    case error

    /// Judges a line of the input.
    package init(line: String, _ context: PasswordContext) {
        guard let value = try? JSONValue.parse(Array(line.utf8)),
            let hash = value["hash"]?.string,
            let password = Self.password(in: value)
        else {
            self = .error
            return
        }
        do throws(PasswordHashError) {
            self = try context.matches(password, hash) ? .match : .noMatch
        } catch {
            self = .refuse
        }
    }

    private static func password(in value: JSONValue) -> Secret? {
        if let text = value["password"]?.string { return Secret(text) }
        return value["password_b64"]?.string.flatMap { Base64URL.decode(padded: Array($0.utf8)) }
            .map { Secret(bytes: $0) }
    }
}
