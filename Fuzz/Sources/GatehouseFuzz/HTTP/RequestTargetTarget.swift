// SPDX-License-Identifier: MIT
//
// Request targets. The property: path and query, joined, are the bytes of the target, each form
// goes with its methods, and a target from the program is judged like one from the wire.

import GatehouseHTTP

enum RequestTargetTarget {
    static func check(_ input: [UInt8]) {
        // These end a target; what follows is up to `HeadTarget`.
        guard !input.contains(where: { [0x20, 0x0D, 0x0A].contains($0) }) else { return }
        for method in ["GET", "OPTIONS", "CONNECT"] {
            guard let target = read(input, method: method) else { continue }
            check(target, is: input, method: method)
        }
        let text = String(decoding: input, as: UTF8.self)
        guard text.utf8.elementsEqual(input) else { return }
        let target = Request.Target(text)
        let sent = read(input, method: "GET")
        require(target == (sent?.form == .origin ? sent : nil), "the program is told the same")
    }

    /// The target of a request that consists only of a request line and a host.
    private static func read(_ input: [UInt8], method: String) -> Request.Target? {
        var peer = Peer()
        peer.send("\(method) ".utf8 + input + " HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        guard let head = peer.requests.first?.head, head.method.name == method else { return nil }
        return head.target
    }

    private static func check(_ target: Request.Target, is input: [UInt8], method: String) {
        let joined = target.path + (target.query.map { "?" + $0 } ?? "")
        require(input.allSatisfy { (0x21...0x7E).contains($0) }, "a target is visible ASCII")
        require((target.form == .authority) == (method == "CONNECT"), "CONNECT names a host")
        switch target.form {
        case .origin:
            require(input.read(as: joined), "the parts are the whole")
            require(target.path.utf8.first == UInt8(ascii: "/"), "a path begins with a slash")
        case .absolute:
            let scheme = input.prefix { $0 != UInt8(ascii: ":") }
            require(scheme.matches("http") || scheme.matches("https"), "the scheme is known")
            let isPathless = joined == "/" || joined.hasPrefix("/?")
            require(isPathless || ends(input, with: joined), "the path is the end")
        case .authority: require(joined.isEmpty, "a host has no path")
        case .asterisk: require(method == "OPTIONS" && joined.isEmpty, "* goes with OPTIONS")
        }
    }

    private static func ends(_ input: [UInt8], with text: String) -> Bool {
        input.suffix(text.utf8.count).elementsEqual(text.utf8)
    }
}
