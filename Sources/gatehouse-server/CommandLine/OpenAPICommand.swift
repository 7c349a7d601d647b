// SPDX-License-Identifier: MIT
//
// `gatehouse openapi`: the OpenAPI document of the API, for tools that generate clients.
// Touches: standard output.

package import ArgumentParser
import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity

package struct OpenAPICommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI document, as GET /openapi.json answers it."
    )

    package init() {}

    package func run() throws {
        guard StandardStreams.write(try Self.document() + Array("\n".utf8)) else {
            throw ExitCode.failure
        }
    }

    /// The document does not depend on any setting: keys and accounts are placeholders.
    package static func document() throws -> [UInt8] {
        let key = try SecretKey(bytes: [UInt8](repeating: 0, count: 32))
        let accounts = MemoryAccountStore([])
        let app = Application.gatehouse(
            AuthAPI(
                accounts: accounts,
                passwords: try PasswordContext(),
                tokens: try Tokens(signingKey: key),
                workers: NoWorkers()
            ),
            Operations(readiness: Readiness(), accounts: accounts)
        )
        return try app.openAPI().encoded()
    }
}

/// No work is ever done if only the document is asked for.
private struct NoWorkers: Workers {
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        throw WorkersBusy()
    }
}
