// SPDX-License-Identifier: MIT
//
// Writes a response as bytes. The one place that frames what the server sends.
// Specification: RFC 9112 §4, §5 and §6, RFC 9110 §6.4.1, §8.6 and §9.3.2. Touches: memory only.

/// What the encoder has to know of the request that a response answers.
struct ResponseContext: Sendable {
    /// Whether the content stays at home: the answer to HEAD.
    let omitsContent: Bool
    /// Whether the connection stays open behind the response.
    let isPersistent: Bool
    /// Whether the client has to be told so, since its version closes by default (RFC 9112 §9.3).
    let needsKeepAlive: Bool
}

/// Encodes responses.
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
    /// `Content-Length` always tells the length of the content, also in the answer to HEAD, and is
    /// absent where the status allows no content (RFC 9110 §8.6).
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
