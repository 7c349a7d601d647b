// SPDX-License-Identifier: MIT

/// A model and the header fields to send with it.
public struct ContentWithFields<Model: Content>: ResponseConvertible {
    let model: Model
    let fields: Fields

    /// The model's schema.
    public static var contentSchema: Schema? { Model.schema }

    /// Encodes the model as JSON, with the fields in the header.
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
