// SPDX-License-Identifier: MIT
//
// Importing this module also imports requests, responses, forms and JSON.

@_exported public import GatehouseForms
@_exported public import GatehouseHTTP
@_exported public import GatehouseJSON
