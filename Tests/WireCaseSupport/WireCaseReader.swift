// SPDX-License-Identifier: MIT
//
// The format of the wire cases, line by line: a block of `key: value` lines is one case.

import GatehouseHTTP

/// Collects cases from lines.
struct WireCaseReader {
    private typealias Fault = WireText.Fault

    private var cases: [WireCase] = []
    private var current: WireCase?

    /// Takes the next line of the file.
    mutating func read(
        _ line: Substring,
        number: Int,
        file: String
    ) throws(WireText.Fault) {
        guard !line.hasPrefix("#") else { return }
        guard !line.isEmpty else { return try endCase() }
        guard let colon = line.firstIndex(of: ":") else {
            throw Fault(message: "a line is written key: value")
        }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        if line[..<colon] == "case" {
            guard current == nil else { throw Fault(message: "an empty line ends a case") }
            current = WireCase(file: file, line: number, name: String(value))
        } else {
            try set(line[..<colon], to: value)
        }
    }

    /// Returns all cases, once the last line is read.
    mutating func finish() throws(WireText.Fault) -> [WireCase] {
        try endCase()
        return cases
    }

    private mutating func endCase() throws(WireText.Fault) {
        guard let wireCase = current else { return }
        let rules = ["RFC ", "Ours: "]
        guard rules.contains(where: wireCase.rule.hasPrefix) else {
            throw Fault(message: "a rule begins with RFC or Ours:")
        }
        let saysWhatIsExpected = !wireCase.events.isEmpty || wireCase.output != nil
        guard saysWhatIsExpected else { throw Fault(message: "a case without expectation") }
        cases.append(wireCase)
        current = nil
    }

    private mutating func set(
        _ key: Substring,
        to value: Substring
    ) throws(WireText.Fault) {
        guard current != nil else { throw Fault(message: "a case begins with case:") }
        switch key {
        case "rule": current?.rule = String(value)
        case "limit": try setLimit(value)
        case "draining": current?.isDraining = value == "yes"
        case "send": current?.input += try WireText.decode(value)
        case "then": try setEnding(value)
        case "answer": try setAnswer(value)
        case "expect": current?.events.append(try Self.event(value))
        case "field": try changeRequest { $0.fields.append(String(value)) }
        case "body":
            let bytes = try WireText.decode(value)
            try changeRequest { $0.body += bytes }
        case "sends":
            let bytes = try WireText.decode(value)
            let before = current?.output ?? []
            current?.output = before + bytes
        default: throw Fault(message: "an unknown key: \(key)")
        }
    }

    private mutating func setEnding(_ value: Substring) throws(WireText.Fault) {
        guard let ending = WireCase.Ending(rawValue: String(value)) else {
            throw Fault(message: "then is end or timeout")
        }
        current?.ending = ending
    }

    private mutating func setAnswer(_ value: Substring) throws(WireText.Fault) {
        guard let status = Int(value).flatMap(Response.Status.init(code:)) else {
            throw Fault(message: "answer is a status code")
        }
        current?.answer = status
    }

    /// `head 100`: a limit and its value.
    private mutating func setLimit(_ value: Substring) throws(WireText.Fault) {
        let words = value.split(separator: " ")
        guard words.count == 2, let number = Int(words[1]) else {
            throw Fault(message: "a limit is written name number")
        }
        switch words[0] {
        case "head": current?.limits.maxHeadBytes = number
        case "fields": current?.limits.maxFieldCount = number
        case "target": current?.limits.maxTargetBytes = number
        case "method": current?.limits.maxMethodBytes = number
        case "body": current?.limits.maxBodyBytes = number
        case "requests": current?.limits.maxRequestsPerConnection = number
        case "chunk-overhead": current?.limits.maxChunkOverheadBytes = number
        default: throw Fault(message: "an unknown limit")
        }
    }

    /// Changes the request that is expected last.
    private mutating func changeRequest(
        _ change: (inout WireRequest) -> Void
    ) throws(WireText.Fault) {
        guard case .request(var request) = current?.events.popLast() else {
            throw Fault(message: "field and body must follow a request")
        }
        change(&request)
        current?.events.append(.request(request))
    }
}

extension WireCaseReader {
    private static func event(_ value: Substring) throws(WireText.Fault) -> WireEvent {
        let words = value.split(separator: " ", maxSplits: 2)
        switch words.first {
        case "continue" where words.count == 1: return .interim
        case "closed" where words.count == 1: return .closed
        case "waits" where words.count == 2: return .waits(String(words[1]))
        case "refused" where words.count == 3:
            guard let status = Int(words[1]) else { break }
            return .refused(status: status, detail: String(words[2]))
        case "request" where words.count > 1: return .request(try request(value))
        default: break
        }
        throw Fault(message: "an unknown event: \(value)")
    }

    /// `request GET /path`, followed by what differs from the usual.
    private static func request(_ value: Substring) throws(WireText.Fault) -> WireRequest {
        let words = value.split(separator: " ")
        guard words.count > 2 else { throw Fault(message: "a request needs method and target") }
        let target = String(decoding: try WireText.decode(words[2]), as: UTF8.self)
        var request = WireRequest(method: String(words[1]), target: target)
        for word in words.dropFirst(3) {
            switch word {
            case "close": request.persists = false
            case "version=1.0": request.version = "1.0"
            case "form=absolute", "form=authority", "form=asterisk":
                request.form = String(word.dropFirst("form=".count))
            default: throw Fault(message: "an unknown word: \(word)")
            }
        }
        return request
    }
}
