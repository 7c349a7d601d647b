// SPDX-License-Identifier: MIT
//
// A model that is sent with header fields of its own.
// Touches: memory only.

/// A model and the header fields to send with it.
public struct ContentWithFields<Model: Content>: ResponseConvertible {
    let model: Model
    let fields: Fields

    /// The model's schema.
    public static var contentSchema: Schema? { Model.schema }

    /// Encodes the model as JSON, the fields in front.
    public func response(status: Response.Status) throws -> Response {
        .json(status, try JSON.encode(model), fields: fields)
    }
}

extension Content {
    /// Returns the model with header fields to send with it.
    public func with(_ fields: Fields) -> ContentWithFields<Self> {
        ContentWithFields(model: self, fields: fields)
    }
}
