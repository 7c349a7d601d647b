// SPDX-License-Identifier: MIT
//
// Whoever imports Gatehouse also sees requests, responses and their fields.

@_exported public import GatehouseForms
@_exported public import GatehouseHTTP
@_exported public import GatehouseJSON
