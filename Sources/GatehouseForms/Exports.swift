// SPDX-License-Identifier: MIT
//
// Whoever reads forms also sees secrets and the few things that all modules share.

@_exported public import GatehouseBase
