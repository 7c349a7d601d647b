// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §9.1, §9.3.7 and §15.5.6.

/// What a path and a method lead to.
struct RouteMatch: Sendable {
    enum Outcome: Sendable {
        case found(Endpoint)
        case answer(FixedAnswer)

        var object: any AnyObject & Sendable {
            switch self {
            case .found(let endpoint): endpoint
            case .answer(let answer): answer
            }
        }
    }

    let outcome: Outcome
    /// The values of the route's parameters.
    var parameters: [String] = []
}

/// Finds the route for a path and a method in a tree of segments, which never changes once built.
struct Router: Sendable {
    /// All paths that lead to the same place; children are indices into `nodes`.
    private struct Node: Sendable {
        var literals: [(text: String, child: Int)] = []
        var parameter: (name: String, child: Int)?
        var endpoints: [(method: Request.Method, endpoint: Endpoint)] = []
        var methodNotAllowed = FixedAnswer.notFound
        var options = FixedAnswer.notFound

        mutating func setAllow(_ allow: FieldValue) {
            methodNotAllowed = .methodNotAllowed(allow: allow)
            options = .options(allow: allow)
        }

        /// Bytes, not characters: Swift's == considers different spellings of a character equal.
        func child(named segment: String) -> Int? {
            let bytes = segment.utf8
            return literals.first {
                $0.text.utf8.count == bytes.count && $0.text.utf8.elementsEqual(bytes)
            }?.child
        }
    }

    private var nodes = [Node()]
    /// The response to `OPTIONS *` and CONNECT: the methods of all routes together.
    private var server = Node()

    /// Builds the tree.
    ///
    /// - Throws: `RouteError` if two routes cannot be told apart.
    init(_ routes: [(method: Request.Method, pattern: PathPattern, endpoint: Endpoint)])
        throws(RouteError)
    {
        for route in routes { try insert(route.method, route.pattern, route.endpoint) }
        for index in nodes.indices {
            nodes[index].setAllow(Self.allow(nodes[index].endpoints.map(\.method)))
        }
        server.setAllow(Self.allow(routes.map(\.method)))
    }

    /// Finds the route.
    ///
    /// HEAD is answered by the GET route if it has none of its own.
    func match(_ method: Request.Method, _ target: Request.Target) -> RouteMatch {
        switch target.form {
        case .asterisk: return RouteMatch(outcome: .answer(server.options))
        case .authority: return RouteMatch(outcome: .answer(server.methodNotAllowed))
        case .origin, .absolute: break
        }
        guard let segments = PathSegments.split(target.path),
            let (index, parameters) = find(segments[...], from: 0, parameters: [])
        else { return RouteMatch(outcome: .answer(.notFound)) }
        let node = nodes[index]
        if let endpoint = endpoint(of: node, for: method) {
            return RouteMatch(outcome: .found(endpoint), parameters: parameters)
        }
        let answer = method == .options ? node.options : node.methodNotAllowed
        return RouteMatch(outcome: .answer(answer))
    }

    private func endpoint(of node: Node, for method: Request.Method) -> Endpoint? {
        if let match = node.endpoints.first(where: { $0.method == method }) {
            return match.endpoint
        }
        guard method == .head else { return nil }
        return node.endpoints.first { $0.method == .get }?.endpoint
    }

    /// Follows the literal first, and the parameter if that leads nowhere.
    private func find(
        _ segments: ArraySlice<String>,
        from index: Int,
        parameters: [String]
    ) -> (node: Int, parameters: [String])? {
        let node = nodes[index]
        guard let segment = segments.first else {
            return node.endpoints.isEmpty ? nil : (index, parameters)
        }
        let rest = segments.dropFirst()
        if let child = node.child(named: segment),
            let found = find(rest, from: child, parameters: parameters)
        {
            return found
        }
        guard let parameter = node.parameter else { return nil }
        return find(rest, from: parameter.child, parameters: parameters + [segment])
    }

    private mutating func insert(
        _ method: Request.Method,
        _ pattern: PathPattern,
        _ endpoint: Endpoint
    ) throws(RouteError) {
        var index = 0
        for segment in pattern.segments {
            index = try child(of: index, for: segment, pattern: pattern)
        }
        guard !nodes[index].endpoints.contains(where: { $0.method == method }) else {
            throw .duplicateRoute(method: method.name, pattern: pattern.text)
        }
        nodes[index].endpoints.append((method, endpoint))
    }

    private mutating func child(
        of index: Int,
        for segment: PathPattern.Segment,
        pattern: PathPattern
    ) throws(RouteError) -> Int {
        let next = nodes.count
        switch segment {
        case .literal(let text):
            if let known = nodes[index].child(named: text) { return known }
            nodes[index].literals.append((text, next))
        case .parameter(let name):
            if let known = nodes[index].parameter {
                guard known.name == name else {
                    throw .ambiguousParameter(pattern: pattern.text, names: [known.name, name])
                }
                return known.child
            }
            nodes[index].parameter = (name, next)
        }
        nodes.append(Node())
        return next
    }

    /// The methods in the format of the `Allow` field, HEAD next to GET and OPTIONS at the end.
    private static func allow(_ methods: [Request.Method]) -> FieldValue {
        var names: [String] = []
        for method in methods {
            for name in method == .get ? ["GET", "HEAD"] : [method.name]
            where !names.contains(name) { names.append(name) }
        }
        if !names.contains("OPTIONS") { names.append("OPTIONS") }
        return FieldValue(verified: names.joined(separator: ", "))
    }
}
