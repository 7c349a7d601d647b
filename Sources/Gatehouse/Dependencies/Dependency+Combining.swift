// SPDX-License-Identifier: MIT
//
// Dependencies built from one to six others. The arities are written out, since parameter packs
// cost three to ten times as much per call, and an async closure in one crashes the compiler of
// Swift 6.3 (see Documentation/Design.md). Six are enough, since a dependency can be built from
// others.

extension Dependency {
    /// Creates a dependency from one other.
    public init<A>(
        _ a: Dependency<A>,
        _ make: @escaping @Sendable (A) throws -> Value
    ) {
        self.init(node: DependencyNode(children: [a.node])) { plan throws(RouteError) in
            try a.resolver(in: plan).map(make)
        }
    }

    /// Creates a dependency from one other, asynchronously.
    @_disfavoredOverload
    public init<A>(
        _ a: Dependency<A>,
        _ make: @escaping @Sendable (A) async throws -> Value
    ) {
        self.init(node: DependencyNode(children: [a.node])) { plan throws(RouteError) in
            try a.resolver(in: plan).mapLater(make)
        }
    }

    /// Creates a dependency from two others.
    public init<A, B>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ make: @escaping @Sendable (A, B) throws -> Value
    ) {
        self.init(Dependency<(A, B)>.both(a, b)) { try make($0.0, $0.1) }
    }

    /// Creates a dependency from two others, asynchronously.
    @_disfavoredOverload
    public init<A, B>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ make: @escaping @Sendable (A, B) async throws -> Value
    ) {
        self.init(Dependency<(A, B)>.both(a, b)) { try await make($0.0, $0.1) }
    }

    /// Creates a dependency from three others.
    public init<A, B, C>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ make: @escaping @Sendable (A, B, C) throws -> Value
    ) {
        self.init(.both(.both(a, b), c)) { try make($0.0.0, $0.0.1, $0.1) }
    }

    /// Creates a dependency from three others, asynchronously.
    @_disfavoredOverload
    public init<A, B, C>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ make: @escaping @Sendable (A, B, C) async throws -> Value
    ) {
        self.init(.both(.both(a, b), c)) { try await make($0.0.0, $0.0.1, $0.1) }
    }

    /// Creates a dependency from four others.
    public init<A, B, C, D>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ make: @escaping @Sendable (A, B, C, D) throws -> Value
    ) {
        self.init(.both(.both(a, b), .both(c, d))) { try make($0.0.0, $0.0.1, $0.1.0, $0.1.1) }
    }

    /// Creates a dependency from four others, asynchronously.
    @_disfavoredOverload
    public init<A, B, C, D>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ make: @escaping @Sendable (A, B, C, D) async throws -> Value
    ) {
        self.init(.both(.both(a, b), .both(c, d))) {
            try await make($0.0.0, $0.0.1, $0.1.0, $0.1.1)
        }
    }

    /// Creates a dependency from five others.
    public init<A, B, C, D, E>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ make: @escaping @Sendable (A, B, C, D, E) throws -> Value
    ) {
        self.init(.both(.both(.both(a, b), .both(c, d)), e)) {
            try make($0.0.0.0, $0.0.0.1, $0.0.1.0, $0.0.1.1, $0.1)
        }
    }

    /// Creates a dependency from five others, asynchronously.
    @_disfavoredOverload
    public init<A, B, C, D, E>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ make: @escaping @Sendable (A, B, C, D, E) async throws -> Value
    ) {
        self.init(.both(.both(.both(a, b), .both(c, d)), e)) {
            try await make($0.0.0.0, $0.0.0.1, $0.0.1.0, $0.0.1.1, $0.1)
        }
    }

    /// Creates a dependency from six others.
    public init<A, B, C, D, E, F>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ f: Dependency<F>,
        _ make: @escaping @Sendable (A, B, C, D, E, F) throws -> Value
    ) {
        self.init(.both(.both(.both(a, b), .both(c, d)), .both(e, f))) {
            try make($0.0.0.0, $0.0.0.1, $0.0.1.0, $0.0.1.1, $0.1.0, $0.1.1)
        }
    }

    /// Creates a dependency from six others, asynchronously.
    @_disfavoredOverload
    public init<A, B, C, D, E, F>(
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ f: Dependency<F>,
        _ make: @escaping @Sendable (A, B, C, D, E, F) async throws -> Value
    ) {
        self.init(.both(.both(.both(a, b), .both(c, d)), .both(e, f))) {
            try await make($0.0.0.0, $0.0.0.1, $0.0.1.0, $0.0.1.1, $0.1.0, $0.1.1)
        }
    }

    /// Makes a dependency of two values, of which `a` is evaluated first.
    static func both<A, B>(
        _ a: Dependency<A>,
        _ b: Dependency<B>
    ) -> Dependency where Value == (A, B) {
        Dependency(node: DependencyNode(children: [a.node, b.node])) { plan throws(RouteError) in
            let first = try a.resolver(in: plan)
            let second = try b.resolver(in: plan)
            return first.zip(second)
        }
    }
}
