// SPDX-License-Identifier: MIT
//
// What libFuzzer calls with each input. Its `main` is libFuzzer's own.
// Touches: the environment, once. The one file of this package with unsafe expressions.

import Glibc

/// Passes one input to the target that the process was started for.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // SAFETY: libFuzzer lends `count` bytes for the call, and the array is a copy.
    FuzzTarget.selected.check(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

extension FuzzTarget {
    /// The target that FUZZ_TARGET names.
    static let selected: FuzzTarget = {
        // SAFETY: nothing changes the environment, and the name is copied at once.
        guard let name = unsafe getenv("FUZZ_TARGET").map({ unsafe String(cString: $0) }),
            let target = FuzzTarget(rawValue: name)
        else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            fatalError("FUZZ_TARGET has to be one of \(names)")
        }
        return target
    }()
}
