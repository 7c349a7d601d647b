// SPDX-License-Identifier: MIT

/// The rows that a statement returns; each value is a text.
struct PostgresRows {
    /// The values by row and column; nil is NULL.
    var values: [[String?]] = []
    /// The tag of the command, for example COMMIT.
    var tag = ""

    /// The first value of each row.
    var firstColumn: [String] { values.compactMap { $0.first ?? nil } }

    /// The value in a row and a column; nil if it is NULL, or if there is none.
    subscript(row: Int, column: Int) -> String? {
        guard values.indices.contains(row), values[row].indices.contains(column) else { return nil }
        return values[row][column]
    }
}
