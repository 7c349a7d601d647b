// SPDX-License-Identifier: MIT
//
// Importing this module also imports secrets and the few other things that all modules share.

@_exported public import GatehouseBase
