// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §2.

/// The text that an encoder and its containers write together.
final class JSONSink {
    /// The text so far; each use of it is one step, since gaining access costs as much as writing.
    var text = JSONWriter()

    /// Writes a value by its `encode(to:)`, which may write nothing, or leave one bracket open.
    func write(_ value: some Encodable) throws {
        let place = text.end
        do { try value.encode(to: JSONValueEncoder(sink: self, place: place)) } catch {
            text.fail(.incompleteValue)
            throw error
        }
        text.close(place)
    }

    /// Makes the encoder of a part whose place is here and which may be written later.
    func makePart() -> JSONValueEncoder {
        let sink = JSONSink()
        let encoder = JSONValueEncoder(sink: sink, place: sink.text.end)
        text.appendPart(sink)
        return encoder
    }
}
