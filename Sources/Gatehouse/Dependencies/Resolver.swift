// SPDX-License-Identifier: MIT
//
// Whether a chain is synchronous or asynchronous is known before the first request.

/// The function that makes the value of a dependency in one route: a plain call if nothing in the
/// chain is asynchronous, an async call otherwise.
enum Resolver<Value: Sendable>: Sendable {
    case now(@Sendable (RequestContext) throws -> Value)
    case later(@Sendable (RequestContext) async throws -> Value)

    /// Applies a plain function to the value.
    func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Value) throws -> Result
    ) -> Resolver<Result> {
        switch self {
        case .now(let resolve): .now { try transform(try resolve($0)) }
        case .later(let resolve): .later { try transform(try await resolve($0)) }
        }
    }

    /// Applies an async function to the value.
    func mapLater<Result: Sendable>(
        _ transform: @escaping @Sendable (Value) async throws -> Result
    ) -> Resolver<Result> {
        switch self {
        case .now(let resolve): .later { try await transform(try resolve($0)) }
        case .later(let resolve): .later { try await transform(try await resolve($0)) }
        }
    }

    /// Makes both values, this one first.
    func zip<Other: Sendable>(_ other: Resolver<Other>) -> Resolver<(Value, Other)> {
        switch (self, other) {
        case (.now(let first), .now(let second)):
            .now { (try first($0), try second($0)) }
        case (.now(let first), .later(let second)):
            .later { (try first($0), try await second($0)) }
        case (.later(let first), .now(let second)):
            .later { (try await first($0), try second($0)) }
        case (.later(let first), .later(let second)):
            .later { (try await first($0), try await second($0)) }
        }
    }

    /// Keeps the value of a request in a slot, so that it is made only once.
    func stored(in slot: Int) -> Resolver<Value> {
        switch self {
        case .now(let resolve):
            .now { context in
                if let value = context.slots.value(at: slot, as: Value.self) { return value }
                let value = try resolve(context)
                context.slots.store(value, at: slot)
                return value
            }
        case .later(let resolve):
            .later { context in
                if let value = context.slots.value(at: slot, as: Value.self) { return value }
                let value = try await resolve(context)
                context.slots.store(value, at: slot)
                return value
            }
        }
    }
}

/// What the dependencies of one request read from.
struct RequestContext {
    let request: Request
    /// The values of the pattern's parameters, percent-decoded, in the pattern's order.
    let pathParameters: [String]
    /// What has been made for this request already and is needed again.
    let slots: Slots
}

/// The values that one request shares between dependencies; most routes share none.
final class Slots {
    /// A box, so that a value that is itself optional keeps its type.
    private struct Box<Value: Sendable>: Sendable {
        let value: Value
    }

    private var values: [(any Sendable)?]

    init(count: Int) {
        values = Array(repeating: nil, count: count)
    }

    func value<Value: Sendable>(at slot: Int, as type: Value.Type) -> Value? {
        (values[slot] as? Box<Value>)?.value
    }

    func store<Value: Sendable>(_ value: Value, at slot: Int) {
        values[slot] = Box(value: value)
    }
}
