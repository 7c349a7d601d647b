// SPDX-License-Identifier: MIT
//
// A connection that admits every head, for tests of what comes afterwards.

import GatehouseHTTP

extension ConnectionMachine {
    /// Goes on, and admits a head with a body of that length.
    mutating func nextAdmitting(maxBodyBytes: Int = .max) -> Event {
        let event = next()
        guard case .head = event else { return event }
        admit(maxBodyBytes: maxBodyBytes)
        return next()
    }
}
