// SPDX-License-Identifier: MIT
//
// What a server on the open network has to survive, played against the built program.

import Testing

/// The suites that take the machine for themselves, one after another.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum ResilienceSuites {}
