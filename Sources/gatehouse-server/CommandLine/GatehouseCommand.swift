// SPDX-License-Identifier: MIT
//
// The command line `gatehouse` and its subcommands. Touches: nothing itself.

package import ArgumentParser
import AuthAPI

@main
package struct GatehouseCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "An HTTP API server with password login and bearer tokens.",
        version: gatehouseVersion,
        subcommands: [Serve.self, Secret.self, Hash.self, OpenAPI.self]
    )

    package init() {}
}
