// SPDX-License-Identifier: MIT
//
// `gatehouse backup`. Touches: the database, files.

package import ArgumentParser
import GatehouseSQLite

package struct BackupCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to a new file, while servers run or not.",
        discussion: """
            The copy is consistent and readable only by its owner. To restore it, stop the servers, \
            put it in the place of the database, and remove the files -wal and -shm beside it.

            Example: gatehouse backup gatehouse-$(date +%F).sqlite
            """
    )

    @OptionGroup var options: DatabaseOption
    @Argument(help: "The new file.") var file: String

    package init() {}

    package func run() throws {
        try options.withStore { store, _ in try store.backUp(to: file) }
    }
}
