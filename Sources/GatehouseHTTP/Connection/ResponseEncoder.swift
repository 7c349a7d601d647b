// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §4, §5 and §6, RFC 9110 §6.4.1, §8.6 and §9.3.2.

/// What the encoder has to know about the request that a response answers.
struct ResponseContext: Sendable {
    /// Whether the content is left out, as in the response to HEAD.
    let omitsContent: Bool
    /// Whether the connection stays open after the response.
    let isPersistent: Bool
    /// Whether the client must be told that it stays open, since its version closes by default
    /// (RFC 9112 §9.3).
    let needsKeepAlive: Bool
}

/// Encodes responses; nothing else frames what the server sends.
enum ResponseEncoder {
    /// The fields that frame a message, which no handler may set.
    private static let framing: [FieldName] = [
        .connection, .contentLength, .transferEncoding, .date,
    ]

    /// The interim response that lets a waiting client send its body (RFC 9110 §15.2.1).
    static func encodeContinue(into output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }

    /// Appends a whole response.
    ///
    /// `Content-Length` is always the length of the content, even in the response to HEAD, and is
    /// absent if the status allows no content (RFC 9110 §8.6).
    static func encode(
        _ response: Response,
        context: ResponseContext,
        date: HTTPDate,
        into output: inout [UInt8]
    ) {
        encodeStatusLine(response.status, into: &output)
        output.append(contentsOf: "Date: ".utf8)
        output.append(contentsOf: date.text.utf8)
        output.append(contentsOf: "\r\n".utf8)
        response.fields.encode(into: &output, excluding: framing)
        let content = response.status.forbidsContent ? [] : response.body
        if !response.status.endsWithHead {
            output.append(contentsOf: "Content-Length: ".utf8)
            appendDecimal(content.count, to: &output)
            output.append(contentsOf: "\r\n".utf8)
        }
        if !context.isPersistent {
            output.append(contentsOf: "Connection: close\r\n".utf8)
        } else if context.needsKeepAlive {
            output.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
        output.append(contentsOf: "\r\n".utf8)
        if !context.omitsContent { output.append(contentsOf: content) }
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 §4).
    private static func encodeStatusLine(_ status: Response.Status, into output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        appendDecimal(status.code, to: &output)
        output.append(ASCII.space)
        output.append(contentsOf: status.reasonPhrase.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    private static func appendDecimal(_ number: Int, to output: inout [UInt8]) {
        output.append(contentsOf: String(number).utf8)
    }
}
