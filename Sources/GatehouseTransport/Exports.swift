// SPDX-License-Identifier: MIT
//
// Whoever runs a server also sees responders, requests and their limits.

@_exported public import GatehouseHTTP
