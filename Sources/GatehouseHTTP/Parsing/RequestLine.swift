// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §3.

/// `request-line = method SP request-target SP HTTP-version` (RFC 9112 §3).
struct RequestLine: Sendable {
    let method: Request.Method
    let target: Request.Target
    let version: Request.Version

    /// Returns the method as soon as the space after it has arrived, or nil if there is none.
    static func method(_ bytes: Span<UInt8>, in line: Range<Int>, limit: Int) -> Request.Method? {
        guard let space = bytes.firstIndex(of: ASCII.space, in: methodReach(line, limit)) else {
            return nil
        }
        let range = line.lowerBound..<space
        guard !range.isEmpty, bytes.contains(only: .token, in: range) else { return nil }
        return Request.Method(token: bytes.string(in: range))
    }

    /// Where the method and the space after it have to be.
    private static func methodReach(_ line: Range<Int>, _ limit: Int) -> Range<Int> {
        line.count > limit ? line.lowerBound..<(line.lowerBound + limit + 1) : line
    }

    /// Refuses a line that is already too long, whether its end has arrived or not.
    ///
    /// Both a complete and a growing line are checked here first, so that a line gets the same
    /// verdict however it is cut.
    static func checkLength(
        _ bytes: Span<UInt8>,
        in line: Range<Int>,
        limits: HTTPLimits
    ) throws(RequestError) {
        let limit = limits.maxMethodBytes
        let reach = methodReach(line, limit)
        if let space = bytes.firstIndex(of: ASCII.space, in: reach) {
            let rest = (space + 1)..<line.upperBound
            try checkTarget(bytes, in: rest, limit: limits.maxTargetBytes)
        } else if reach.count > limit {
            guard bytes.contains(only: .token, in: reach) else { throw .malformedRequestLine }
            throw .methodTooLong(limit: limit)
        }
    }

    /// Refuses a target that is too long, and a line that continues after its version: either way
    /// the line ends here, so that its target is not searched again for each byte that arrives.
    private static func checkTarget(
        _ bytes: Span<UInt8>,
        in rest: Range<Int>,
        limit: Int
    ) throws(RequestError) {
        guard rest.count > limit else { return }
        let reach = rest.lowerBound..<(rest.lowerBound + limit + 1)
        guard bytes.firstIndex(of: ASCII.space, in: reach) != nil else {
            throw .targetTooLong(limit: limit)
        }
        guard rest.count <= limit + " HTTP/1.1".utf8.count else { throw .malformedRequestLine }
    }

    /// Parses what follows the method on a line without its CRLF and without control characters.
    static func parse(
        _ bytes: Span<UInt8>,
        in line: Range<Int>,
        method: Request.Method
    ) throws(RequestError) -> RequestLine {
        let start = line.lowerBound + method.name.utf8.count + 1
        guard let space = bytes.firstIndex(of: ASCII.space, in: start..<line.upperBound) else {
            throw .malformedRequestLine
        }
        let version = try version(bytes, in: (space + 1)..<line.upperBound)
        let target = try Request.Target.parse(bytes, in: start..<space, method: method)
        return RequestLine(method: method, target: target, version: version)
    }

    /// `HTTP-version = "HTTP" "/" DIGIT "." DIGIT`, case-sensitive (RFC 9112 §2.3).
    private static func version(
        _ bytes: Span<UInt8>,
        in range: Range<Int>
    ) throws(RequestError) -> Request.Version {
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == UInt8(ascii: "H"),
            bytes[start + 1] == UInt8(ascii: "T"), bytes[start + 2] == UInt8(ascii: "T"),
            bytes[start + 3] == UInt8(ascii: "P"), bytes[start + 4] == ASCII.slash,
            bytes[start + 5].isDigit, bytes[start + 6] == UInt8(ascii: "."),
            bytes[start + 7].isDigit
        else { throw .malformedRequestLine }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return bytes[start + 7] == ASCII.zero ? .http10 : .http11
    }
}
