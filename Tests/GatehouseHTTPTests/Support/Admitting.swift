// SPDX-License-Identifier: MIT
//
// A connection that admits every head, for tests of what comes afterwards.

import GatehouseHTTP

extension ConnectionMachine {
    /// Returns the next event after admitting a head with a body of up to that length.
    mutating func nextAdmitting(maxBodyBytes: Int = .max) -> Event {
        let event = next()
        guard case .head = event else { return event }
        admit(maxBodyBytes: maxBodyBytes)
        return next()
    }
}
