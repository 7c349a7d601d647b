// SPDX-License-Identifier: MIT
//
// What a server sent on a connection, as the events of a wire case.

import GatehouseHTTP
import WireCaseSupport

/// The events that a client sees.
enum WireTranscript {
    /// Reads all that was sent, without the last event, which the caller knows; every answer to a
    /// request has to have the status of the case.
    static func events(_ bytes: [UInt8], answer: Response.Status) throws -> [WireEvent] {
        var rest = bytes[...]
        var events: [WireEvent] = []
        while !rest.isEmpty { events.append(try event(from: &rest, answer: answer)) }
        return events
    }

    private static func event(
        from rest: inout ArraySlice<UInt8>,
        answer: Response.Status
    ) throws -> WireEvent {
        let available = rest
        let response = try RawResponse(from: &rest) { head in
            let isHead = head.values(Echo.method.rawValue) == ["\"HEAD\""]
            // A refusal is the last message; that of a HEAD request ends with its head.
            let isLast = !head.values(Echo.detail.rawValue).isEmpty
            return !isHead && !(isLast && available.suffix(4).elementsEqual("\r\n\r\n".utf8))
        }
        if response.status == 100 { return .interim }
        if let detail = try Echo.detail.text(in: response) {
            guard response.closes else { throw RawResponse.Fault("a refusal without close") }
            return .refused(status: response.status, detail: detail)
        }
        guard response.status == answer.code else {
            throw RawResponse.Fault("status \(response.status)")
        }
        return .request(try request(response))
    }

    private static func request(_ response: RawResponse) throws -> WireRequest {
        var request = WireRequest(
            method: try Echo.method.text(in: response) ?? "",
            form: try Echo.form.text(in: response) ?? "",
            target: try Echo.target.text(in: response) ?? ""
        )
        request.version = try Echo.version.text(in: response) ?? ""
        request.persists = !response.closes
        request.fields = try Echo.field.values(in: response).map {
            String(decoding: $0, as: UTF8.self)
        }
        request.body = try Echo.body.values(in: response).first ?? []
        return request
    }
}
