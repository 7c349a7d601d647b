// SPDX-License-Identifier: MIT

/// A bounded queue from which no source can crowd out the others.
///
/// Sources are served in turn, and if the queue is full, the source that holds the most places
/// gives up its newest. A source holds a place from `add` until `finish`: while its element waits
/// and while it is being worked on. A single source may hold all places.
///
/// Adding and taking cost time linear in the number of waiting sources, which the capacity bounds.
struct FairQueue<Source: Hashable & Sendable, Element: Sendable>: Sendable {
    /// The outcome of adding an element.
    enum Outcome {
        /// It waits.
        case added
        /// It waits in the place of another, the newest of the source that held the most.
        case replaced(Element)
        /// There is no room for it: no other source holds more places than its own.
        case refused
    }

    private struct Line: Sendable {
        let source: Source
        var waiting: [Element]
    }

    private let capacity: Int
    /// The lines that are not empty; the first is served next.
    private var lines: [Line] = []
    /// How many places each source holds.
    private var held: [Source: Int] = [:]
    private var count = 0

    /// Creates a queue.
    ///
    /// - Parameter capacity: How many places there are.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many elements wait.
    var waitingCount: Int { lines.reduce(0) { $0 + $1.waiting.count } }

    /// How many elements are being worked on.
    var runningCount: Int { count - waitingCount }

    /// Adds an element at the end of its source's line.
    mutating func add(_ element: Element, from source: Source) -> Outcome {
        guard count == capacity else {
            append(element, from: source)
            return .added
        }
        guard let index = indexOfLongest, places(lines[index].source) > places(source) else {
            return .refused
        }
        let displaced = removeLast(at: index)
        append(element, from: source)
        return .replaced(displaced)
    }

    /// Removes the element whose turn it is; its place is held until `finish(source)`.
    mutating func next() -> (element: Element, source: Source)? {
        guard !lines.isEmpty else { return nil }
        var line = lines.removeFirst()
        let element = line.waiting.removeFirst()
        if !line.waiting.isEmpty { lines.append(line) }
        return (element, line.source)
    }

    /// Releases the place of an element that `next()` has returned.
    mutating func finish(_ source: Source) {
        count -= 1
        guard let places = held[source], places > 1 else {
            held[source] = nil
            return
        }
        held[source] = places - 1
    }

    /// Removes an element that is still waiting, and releases its place.
    ///
    /// - Returns: The first that satisfies the condition; nil if none is waiting.
    mutating func remove(
        from source: Source,
        where condition: (Element) -> Bool
    ) -> Element? {
        guard let index = lines.firstIndex(where: { $0.source == source }),
            let place = lines[index].waiting.firstIndex(where: condition)
        else { return nil }
        let element = lines[index].waiting.remove(at: place)
        if lines[index].waiting.isEmpty { lines.remove(at: index) }
        finish(source)
        return element
    }

    private func places(_ source: Source) -> Int { held[source] ?? 0 }

    /// The line of the source that holds the most places; of several, the one served last.
    private var indexOfLongest: Int? {
        lines.indices.reversed().max { places(lines[$0].source) < places(lines[$1].source) }
    }

    private mutating func append(_ element: Element, from source: Source) {
        count += 1
        held[source, default: 0] += 1
        if let index = lines.firstIndex(where: { $0.source == source }) {
            lines[index].waiting.append(element)
        } else {
            lines.append(Line(source: source, waiting: [element]))
        }
    }

    private mutating func removeLast(at index: Int) -> Element {
        let source = lines[index].source
        let element = lines[index].waiting.removeLast()
        if lines[index].waiting.isEmpty { lines.remove(at: index) }
        finish(source)
        return element
    }
}
