// SPDX-License-Identifier: MIT
//
// Answers each message as the parser's tests do, and reports in extra fields how it was understood.

import GatehouseHTTP
import WireCaseSupport

/// Answers every request with one status and `ok`.
struct WireResponder: Responder {
    let answer: Response.Status

    func admit(_ head: Request.Head) -> Admission { Admission(maxBodyBytes: .max) }

    func respond(to request: Request) async -> Response {
        let target = request.head.target
        var path = target.path + (target.query.map { "?" + $0 } ?? "")
        if path.isEmpty { path = "-" }
        var echo = Fields()
        Echo.append(request.head.method.name, as: .method, to: &echo)
        Echo.append("\(target.form)", as: .form, to: &echo)
        Echo.append(path, as: .target, to: &echo)
        Echo.append(request.head.version == .http10 ? "1.0" : "1.1", as: .version, to: &echo)
        for field in request.head.fields {
            Echo.append("\(field.name): \(field.value)", as: .field, to: &echo)
        }
        Echo.append(request.body, as: .body, to: &echo)
        return Response(status: answer, fields: echo, body: Array("ok".utf8))
    }

    func respond(to failure: ExchangeFailure) -> Response {
        var echo = Fields()
        Echo.append(failure.reason.detail, as: .detail, to: &echo)
        let status = failure.reason.status ?? .badRequest
        return Response(status: status, fields: echo, body: Array("ok".utf8))
    }
}

/// The fields in which the responder reports what it was asked.
enum Echo: String, CaseIterable {
    case method = "Echo-Method"
    case form = "Echo-Form"
    case target = "Echo-Target"
    case version = "Echo-Version"
    case field = "Echo-Field"
    case body = "Echo-Body"
    case detail = "Echo-Detail"

    /// Adds a field with its value in quotes, since white space at its ends would be lost.
    static func append(_ bytes: some Sequence<UInt8>, as echo: Echo, to fields: inout Fields) {
        guard let name = FieldName(echo.rawValue),
            let value = FieldValue("\"" + WireText.encode(bytes) + "\"")
        else { return }
        fields.append(name, value)
    }

    static func append(_ text: String, as echo: Echo, to fields: inout Fields) {
        append(text.utf8, as: echo, to: &fields)
    }

    /// All values of a field, as they were before.
    func values(in response: RawResponse) throws -> [[UInt8]] {
        try response.values(rawValue).map { try WireText.decode($0.dropFirst().dropLast()) }
    }

    /// The one value of a field as text; nil where it is not there.
    func text(in response: RawResponse) throws -> String? {
        try values(in: response).first.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes the echo out of what a server sent.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        var kept: [UInt8] = []
        while let end = rest.firstIndex(of: ASCII.lineFeed) {
            let line = rest[...end]
            if !line.starts(with: "Echo-".utf8) { kept += line }
            rest = rest[end...].dropFirst()
        }
        return kept + rest
    }
}
