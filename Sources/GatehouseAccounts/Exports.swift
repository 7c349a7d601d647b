// SPDX-License-Identifier: MIT
//
// Whoever keeps accounts also sees secrets and the few things that all modules share.

@_exported public import GatehouseBase
