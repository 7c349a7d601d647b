// SPDX-License-Identifier: MIT
//
// `gatehouse backup`. Touches: the database, files.

package import ArgumentParser
import GatehouseSQLite

package struct BackupCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy an SQLite database to a new file, while servers run or not.",
        discussion: """
            The copy is consistent and readable only by its owner. To restore it, stop the servers, \
            put it in the place of the database, and remove the files -wal and -shm beside it. \
            A PostgreSQL database is copied with pg_dump.

            Example: gatehouse backup gatehouse-$(date +%F).sqlite
            """
    )

    @OptionGroup var options: DatabaseOption
    @Argument(help: "The new file.") var file: String

    package init() {}

    package func run() throws {
        try options.withSettings { settings in
            switch settings.database {
            case .file(let path): try SQLiteAccountStore(path: path).backUp(to: file)
            case .postgres(let url):
                throw CommandFailure.wrongUse(
                    "\(url) is copied with PostgreSQL's own pg_dump: "
                        + "pg_dump -Fc --schema=gatehouse --file=gatehouse.dump URL"
                )
            }
        }
    }
}
