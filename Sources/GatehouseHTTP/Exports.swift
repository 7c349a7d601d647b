// SPDX-License-Identifier: MIT
//
// Whoever imports this module also sees the few things that all modules share.

@_exported public import GatehouseBase
