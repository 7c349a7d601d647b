// SPDX-License-Identifier: MIT
//
// The command line `gatehouse` and its subcommands.

package import ArgumentParser

@main
package struct GatehouseCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "An HTTP API server with password login and bearer tokens.",
        version: gatehouseVersion,
        subcommands: [
            ServeCommand.self, UserCommand.self, AuditCommand.self, SecretCommand.self,
            HashCommand.self, OpenAPICommand.self, BackupCommand.self,
        ]
    )

    package init() {}

    package static func main() {
        Process.reportFileSizeLimits()
        main(nil)
    }
}
