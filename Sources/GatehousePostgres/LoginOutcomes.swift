// SPDX-License-Identifier: MIT
//
// What came of logins, told to the other instances on the same database, so that what one has counted
// counts on all.
// Touches: the database.

package import GatehouseAccounts
internal import GatehouseBase
package import GatehouseSecurity

/// An instance's place in what the others tell.
///
/// Rows become visible in the order in which their transactions end, which is not that of their numbers:
/// so the last seconds are read again each time, and what was seen there is remembered.
package struct LoginOutcomePosition: Sendable {
    /// Identifies the instance, which does not need to be told of its own logins.
    fileprivate let instance: String
    /// All rows up to this number have been seen.
    private var floor: Int64 = 0
    /// Numbers beyond the floor that have been seen, and when first, in milliseconds.
    private var seen: [Int64: Int64] = [:]

    /// Creates the place of an instance that has heard nothing yet.
    package init() {
        let digits = Hexadecimal.encode(RandomBytes.system(count: 16))
        instance = digits
    }

    /// How long a transaction may be under way, in milliseconds.
    private static let overlap: Int64 = 10_000

    /// How many rows are read again the next time.
    package var unsettledCount: Int { seen.count }

    fileprivate var parameters: [String?] { [instance, "\(floor)"] }

    /// Notes a row, and returns whether it is a new one.
    fileprivate mutating func note(_ id: Int64, now: Int64) -> Bool {
        guard seen[id] == nil else { return false }
        seen[id] = now
        return true
    }

    /// Forgets what will not be read again.
    ///
    /// - Parameters:
    ///   - now: The present time.
    ///   - hasMore: Whether more rows wait than were read: those that were read are old then.
    fileprivate mutating func advance(now: Int64, hasMore: Bool) {
        if hasMore, let last = seen.keys.max() {
            (floor, seen) = (last, [:])
            return
        }
        let settled = seen.filter { now - $0.value >= Self.overlap }
        guard let last = settled.keys.max() else { return }
        floor = max(floor, last)
        seen = seen.filter { $0.key > floor }
    }
}

extension PostgresAccountStore {
    /// What another instance has told, and how long ago that was, in milliseconds.
    package typealias ForeignOutcome = (outcome: LoginOutcome, ago: Int64)

    /// How many rows are read at a time.
    private static var pageSizeOfOutcomes: Int { 10_000 }

    /// Tells the other instances what came of logins here, and returns what came of logins there.
    ///
    /// - Parameters:
    ///   - own: What came of logins here since the last call, and how long ago, in milliseconds.
    ///   - position: What has been heard so far.
    ///   - now: Milliseconds since any point in the past.
    /// - Returns: What is new. After the first call that is what has happened before the start of this
    ///   instance, as far as it still counts.
    /// - Throws: `AccountStoreError.unavailable`; `own` was not told then, as far as is known.
    package func exchange(
        _ own: [ForeignOutcome],
        _ position: inout LoginOutcomePosition,
        now: Int64
    ) throws(AccountStoreError) -> [ForeignOutcome] {
        let parameters = position.parameters
        let rows = try transaction(isWriting: !own.isEmpty) { transaction in
            try Self.tell(own, parameters[0], transaction)
            return try transaction.execute(
                """
                SELECT id, encode(account, 'hex'), source, is_right,
                    (extract(epoch FROM clock_timestamp() - at) * 1000)::bigint
                FROM gatehouse.login_outcome
                WHERE id > $2::bigint AND instance <> $1::uuid ORDER BY id
                LIMIT \(Self.pageSizeOfOutcomes)
                """,
                parameters
            )
        }
        var foreign: [ForeignOutcome] = []
        for row in rows.values {
            guard let id = row.first?.flatMap({ Int64($0) }), position.note(id, now: now),
                let outcome = Self.outcome(row)
            else { continue }
            foreign.append(outcome)
        }
        position.advance(now: now, hasMore: rows.values.count == Self.pageSizeOfOutcomes)
        return foreign
    }

    private static func tell(
        _ own: [ForeignOutcome],
        _ instance: String?,
        _ transaction: PostgresTransaction
    ) throws {
        guard !own.isEmpty else { return }
        // A right login from a known source is told once a day: it is remembered for thirty.
        try transaction.execute(
            """
            INSERT INTO gatehouse.login_outcome (instance, account, source, is_right, at)
            SELECT $1::uuid, decode(new.account, 'hex'), new.source, new.is_right,
                clock_timestamp() - new.ago * interval '1 millisecond'
            FROM unnest($2::text[], $3::text[], $4::boolean[], $5::bigint[])
                AS new (account, source, is_right, ago)
            WHERE NOT new.is_right OR NOT EXISTS (
                SELECT 1 FROM gatehouse.login_outcome AS known
                WHERE known.is_right AND known.account = decode(new.account, 'hex')
                    AND known.source = new.source AND known.at > clock_timestamp() - interval '1 day'
            )
            """,
            [
                instance,
                TextArray.literal(own.map { Hexadecimal.encode($0.outcome.account) }),
                TextArray.literal(own.map { $0.outcome.source.map { "\($0)" } ?? "" }),
                TextArray.literal(own.map { "\($0.outcome.isRight)" }),
                TextArray.literal(own.map { "\($0.ago)" }),
            ]
        )
    }

    private static func outcome(_ row: [String?]) -> ForeignOutcome? {
        guard row.count == 5, let account = row[1].map({ Array($0.utf8) }), account.count == 32,
            let ago = row[4].flatMap({ Int64($0) })
        else { return nil }
        let digits = account.compactMap(\.hexDigitValue)
        guard digits.count == 32 else { return nil }
        let bytes = (0..<16).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
        let outcome = LoginOutcome(
            account: bytes,
            source: row[2].flatMap { IPAddress($0) },
            isRight: row[3] == "t"
        )
        return (outcome, ago)
    }

    /// Removes what no longer counts: failures are forgotten in two hours, known sources in 30 days.
    package func forgetOldOutcomes() throws(AccountStoreError) {
        try transaction(isWriting: true) { transaction in
            _ = try transaction.execute(
                """
                DELETE FROM gatehouse.login_outcome
                WHERE at < clock_timestamp() - interval '30 days'
                    OR NOT is_right AND at < clock_timestamp() - interval '3 hours'
                """
            )
        }
    }
}
