// SPDX-License-Identifier: MIT
//
// Who imports Gatehouse sees requests, responses and their fields too.

@_exported public import GatehouseHTTP
@_exported public import GatehouseJSON
