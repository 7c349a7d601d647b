// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §6, RFC 9110 §8.6 and §10.1.1.

/// How the body of a request is delimited (RFC 9112 §6.3).
///
/// If two readings are possible, the request is refused: a proxy in front may have chosen the other
/// one, and the difference is a smuggled request (CWE-444).
enum BodyFraming: Equatable, Sendable {
    /// Neither `Content-Length` nor `Transfer-Encoding`: there is no body.
    case none
    /// A `Content-Length`, in bytes.
    case length(Int)
    /// `Transfer-Encoding: chunked`.
    case chunked

    /// Decides the framing, from the head alone.
    static func decide(for head: Request.Head, limits: HTTPLimits) throws(RequestError)
        -> BodyFraming
    {
        let length = head.fields.occurrence(of: .contentLength)
        if head.fields.contains(.transferEncoding) {
            // §6.1: faulty framing, to be refused, in version 1.0 and together with Content-Length.
            guard head.version == .http11, case .none = length else { throw .conflictingFraming }
            try checkTransferCodings(head.fields.elements(of: .transferEncoding))
            return .chunked
        }
        switch length {
        case .none: return .none
        case .one:
            let text = head.fields[.contentLength] ?? ""
            return .length(try contentLength(text, limit: limits.maxBodyBytes))
        case .several: throw .malformedContentLength
        }
    }

    /// Parses `Content-Length = 1*DIGIT`; a list of equal numbers is refused too, as §6.3 allows.
    private static func contentLength(_ text: String, limit: Int) throws(RequestError) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit) else { throw .malformedContentLength }
        // A number too large for an Int is larger than the limit.
        guard let length = Int(text), length <= limit else { throw .bodyTooLarge(limit: limit) }
        return length
    }

    /// Checks that the only coding is `chunked`, which must be last and not repeated (§6.1 and §7).
    private static func checkTransferCodings(
        _ codings: [ArraySlice<UInt8>]
    ) throws(RequestError) {
        guard let last = codings.last, isChunked(last) else { throw .malformedTransferEncoding }
        let others = codings.dropLast()
        guard !others.contains(where: isChunked) else { throw .malformedTransferEncoding }
        guard others.isEmpty else { throw .unsupportedTransferCoding }
    }

    private static func isChunked(_ coding: ArraySlice<UInt8>) -> Bool {
        coding.elementsEqual("chunked".utf8) { $0.lowercased == $1 }
    }
}

/// The `Expect` field (RFC 9110 §10.1.1).
enum Expectation {
    /// Returns whether the client waits for `100 Continue` before it sends the body.
    ///
    /// The field is a list: its one known expectation may be repeated.
    ///
    /// - Throws: `unsupportedExpectation` for any other expectation.
    static func wantsContinue(_ head: Request.Head) throws(RequestError) -> Bool {
        // "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore
        // that expectation" (RFC 9110 §10.1.1).
        guard head.version == .http11 else { return false }
        let expectations = head.fields.elements(of: .expect)
        for expectation in expectations
        where !expectation.elementsEqual("100-continue".utf8, by: { $0.lowercased == $1 }) {
            throw .unsupportedExpectation
        }
        return !expectations.isEmpty
    }
}
