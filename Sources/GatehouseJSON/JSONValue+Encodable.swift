// SPDX-License-Identifier: MIT
//
// Lets a `JSONValue` be part of a model that is encoded.

extension JSONValue: Encodable {
    /// Writes the value as it is: members in order, numbers as they are spelled.
    ///
    /// - Throws: `EncodingError.invalidValue` for any encoder but that of `JSON.encode(_:)`, since
    ///   no other can keep the spelling of numbers.
    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? JSONValueEncoder else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "Needs JSON.encode(_:).")
            )
        }
        try encoder.sink.text.appendValue(self, at: encoder.place)
    }
}

extension JSONValue: JSONScalar {}
