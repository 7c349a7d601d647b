// SPDX-License-Identifier: MIT
//
// The version of Gatehouse: here and nowhere else.

/// The version of this release (Semantic Versioning 2.0).
public let gatehouseVersion = "0.1.0"
