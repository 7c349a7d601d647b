// SPDX-License-Identifier: MIT

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
