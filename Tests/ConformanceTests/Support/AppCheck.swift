// SPDX-License-Identifier: MIT
//
// Compares what the application sent with what a case says, and with what holds for every answer.
// Specification: RFC 9110 §6.6.1, §8.3, §10.2, §11.6.1 and §15.
// Touches: loopback sockets.

import GatehouseHTTP

/// The comparison of answers with their case.
enum AppCheck {
    /// Plays a case, and returns what is not as it should be, in words.
    static func faults(of appCase: AppCase, on server: AppServer) throws -> [String] {
        var rest = try server.exchange(appCase.input, closes: appCase.closes)[...]
        var faults: [String] = []
        var identifiers: [String] = []
        do throws(RawResponse.Fault) {
            for expected in appCase.answers {
                let response = try RawResponse(from: &rest) { _ in expected.body != "" }
                faults += differences(between: response, and: expected, on: server)
                if response.status >= 200 { faults += Self.faults(of: response) }
                identifiers += response.values("X-Request-ID")
            }
        } catch {
            faults.append(error.message)
        }
        if !rest.isEmpty { faults.append("also sent: \(String(decoding: rest, as: UTF8.self))") }
        if Set(identifiers).count < identifiers.count { faults.append("one id for two answers") }
        return faults
    }

    private static func differences(
        between response: RawResponse,
        and expected: AppCase.Answer,
        on server: AppServer
    ) -> [String] {
        var faults: [String] = []
        let status = "\(response.status) \(response.reason)"
        if status != expected.status { faults.append("\(status), not \(expected.status)") }
        for line in expected.fields {
            let name = String(line.prefix { $0 != ":" })
            let seen = response.values(name).map { "\(name): \($0)" }
            if seen != [server.filled(line)] { faults.append("\(seen), not \(line)") }
        }
        for name in expected.absentFields where !response.values(name).isEmpty {
            faults.append("\(name) is there")
        }
        let saysConnection = expected.fields.contains { $0.hasPrefix("Connection:") }
        if !saysConnection, !response.values("Connection").isEmpty {
            faults.append("Connection is there")
        }
        let body = String(decoding: response.body, as: UTF8.self)
        if let wanted = expected.body, body != wanted { faults.append("the content is \(body)") }
        return faults
    }

    /// What is wrong with an answer, whatever was asked.
    private static func faults(of response: RawResponse) -> [String] {
        var wanted = ["Date": 1, "X-Content-Type-Options": 1, "X-Request-ID": 1, "Server": 0]
        let length = response.values("Content-Length").first ?? "0"
        wanted["Content-Type"] = length == "0" ? 0 : 1
        switch response.status {
        case 401: wanted["WWW-Authenticate"] = 1
        case 405: wanted["Allow"] = 1
        case 307: wanted["Location"] = 1
        case 503: wanted["Retry-After"] = 1
        default: break
        }
        var faults = wanted.filter { response.values($0.key).count != $0.value }.map {
            "\($0.key) is there \(response.values($0.key).count) times"
        }
        if response.values("Date") != ["Sun, 06 Nov 1994 08:49:37 GMT"] {
            faults.append("the date is \(response.values("Date"))")
        }
        if response.status >= 400, response.values("Content-Type") != ["application/json"] {
            faults.append("an error that is not JSON")
        }
        return faults
    }
}
