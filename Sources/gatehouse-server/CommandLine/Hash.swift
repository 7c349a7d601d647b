// SPDX-License-Identifier: MIT
//
// `gatehouse hash`: makes the hash of a password, or judges hashes that come as JSON lines.
// Touches: the terminal, standard input and output.

package import ArgumentParser
import GatehouseSecurity

package struct Hash: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Make the hash of a password, or verify hashes.",
        discussion: """
            The password is asked for at the terminal and not shown; it is never an argument, \
            since other users can see those.

            With --verify, each line of the input is a JSON object with "hash" and "password" (or \
            "password_b64", for bytes that are no text). The answer to each is one line: match, \
            no_match, or refuse for a hash or password that is not taken at all. A line that is \
            no such object is answered with error, and makes the exit status 65.
            """
    )

    @Flag(help: "Read the password from standard input: all of it, less one line end.")
    var passwordStdin = false

    @Option(help: "The cost of the hash: 10 to 16, each step doubles the time.")
    var cost = 12

    @Flag(help: "Verify: JSON lines in, a verdict a line out.")
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
            System.write(Array((try context.hash(password) + "\n").utf8), to: 1)
        } catch {
            throw Self.failure("the password cannot be hashed: \(Self.words(error))")
        }
    }

    private func readPassword() throws -> Password {
        if passwordStdin {
            guard let bytes = System.readStandardInput(limitInBytes: 64 * 1024) else {
                throw Self.failure("the password on standard input is too long")
            }
            return Password(bytes: Self.withoutLineEnd(bytes))
        }
        guard let first = System.askPassword("Password: "),
            let second = System.askPassword("Again: ")
        else { throw Self.failure("there is no terminal to ask at: use --password-stdin") }
        guard first == second else { throw Self.failure("the passwords differ") }
        return Password(bytes: first)
    }

    private static func verifyLines(_ context: PasswordContext) throws {
        var hasErrors = false
        while let line = readLine() {
            let verdict = HashVerdict(line: line, context)
            hasErrors = hasErrors || verdict == .error
            System.write(Array((verdict.rawValue + "\n").utf8), to: 1)
        }
        // EX_DATAERR of sysexits.h.
        if hasErrors { throw ExitCode(65) }
    }

    private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes }
        let line = bytes.dropLast()
        return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }

    private static func words(_ error: PasswordHashError) -> String {
        switch error {
        case .passwordTooLong: "it has more than 72 bytes, and bcrypt would ignore the rest"
        case .passwordContainsNUL: "it holds a NUL, and bcrypt would stop there"
        default: "the computation failed"
        }
    }

    private static func failure(_ problem: String) -> ExitCode {
        System.write(Array("gatehouse hash: \(problem)\n".utf8), to: 2)
        return .failure
    }
}
