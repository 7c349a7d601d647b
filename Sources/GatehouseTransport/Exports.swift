// SPDX-License-Identifier: MIT
//
// Importing this module also imports responders, requests and their limits.

@_exported public import GatehouseHTTP
