// SPDX-License-Identifier: MIT
//
// The list of targets; each has a file of its own that states its property in one sentence.

/// What an input is used as.
enum FuzzTarget: String, CaseIterable {
    case head, connection, chunked, target, urlencoded, multipart, token, hash, json

    /// Traps if the property of the target does not hold for this input.
    func check(_ input: [UInt8]) {
        switch self {
        case .head: HeadTarget.check(input)
        case .connection: ConnectionTarget.check(input)
        case .chunked: ChunkedTarget.check(input)
        case .target: RequestTargetTarget.check(input)
        case .urlencoded: URLEncodedTarget.check(input)
        case .multipart: MultipartTarget.check(input)
        case .token: TokenTarget.check(input)
        case .hash: HashTarget.check(input)
        case .json: JSONTarget.check(input)
        }
    }
}

/// Traps with the sentence that is not true, which libFuzzer treats as a finding.
func require(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
    guard !isTrue else { return }
    fatalError("It does not hold that " + sentence())
}
