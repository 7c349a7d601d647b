// SPDX-License-Identifier: MIT
//
// Importing this module also imports the few things that all modules share.

@_exported public import GatehouseBase
