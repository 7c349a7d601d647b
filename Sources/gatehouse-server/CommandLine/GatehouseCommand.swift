// SPDX-License-Identifier: MIT
//
// The command line `gatehouse` and its subcommands. Touches: nothing itself.

package import ArgumentParser

@main
package struct GatehouseCommand: ParsableCommand {
    package static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "An HTTP API server with password login and bearer tokens.",
        version: version,
        subcommands: [Serve.self, Secret.self]
    )

    package init() {}
}
