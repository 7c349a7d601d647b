// SPDX-License-Identifier: MIT
//
// Schemas as they are written and as the document shows them.
// Specification: OpenAPI 3.1 §4.8.24, JSON Schema 2020-12.

import Gatehouse
import Testing

@Suite("Schemas")
struct SchemaTests {
    private func text(_ schema: Schema) -> String {
        String(decoding: schema.definition.encoded(), as: UTF8.self)
    }

    @Test("A schema of a simple type names the type")
    func simple() {
        #expect(text(.string) == #"{"type":"string"}"#)
        #expect(text(.integer) == #"{"type":"integer"}"#)
        #expect(text(.number) == #"{"type":"number"}"#)
        #expect(text(.boolean) == #"{"type":"boolean"}"#)
        #expect(Schema.string.name == nil)
    }

    @Test("A schema refers to one with a name, and contains one without")
    func references() {
        let reference = ##"{"$ref":"#/components/schemas/Note"}"##
        #expect(text(.array(of: Note.schema)) == #"{"type":"array","items":\#(reference)}"#)
        let maybe = #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#
        #expect(text(.optional(.string)) == maybe)
    }

    @Test("An object schema has titled properties in order, required unless optional")
    func object() {
        let schema = Schema.object(
            "Token",
            optional: ["scope"],
            ["access_token": .string, "note": Note.schema, "scope": .string.with(["title": "S"])]
        )
        #expect(schema.name == "Token")
        #expect(
            text(schema)
                == #"{"properties":{"access_token":{"type":"string","title":"Access Token"},"#
                + ##""note":{"$ref":"#/components/schemas/Note"},"##
                + #""scope":{"type":"string","title":"S"}},"type":"object","#
                + #""required":["access_token","note"],"title":"Token"}"#
        )
        let free = Schema.object("Free", optional: ["a"], ["a": .string])
        #expect(free.definition["required"] == nil)
    }

    @Test("A schema takes more keywords, except a boolean schema")
    func keywords() {
        let schema = Schema.string.with(["format": "email", "type": "null"])
        #expect(text(schema) == #"{"type":"null","format":"email"}"#)
        #expect(text(Schema(true).with(["format": "email"])) == "true")
    }

    @Test("Schemas within schemas are in the document, however deep")
    func nested() throws {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/") { Deep() }
        let schemas = try app.openAPI()["components"]?["schemas"]
        #expect(schemas?["Deep"] != nil)
        #expect(schemas?["Middle"] != nil)
        #expect(schemas?["Note"] != nil)
    }
}

@Suite("Names of schemas")
struct SchemaNameTests {
    private struct Other: Content {
        static var schema: Schema { .object("Note", ["number": .integer]) }
    }

    private struct Same: Content {
        static var schema: Schema { Note.schema }
    }

    @Test("Two different schemas of one name are an error when the routes are built")
    func conflict() {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/a") { Note(text: "") }
        app.get("/b") { Other() }
        let error = #expect(throws: RouteError.conflictingSchemas(name: "Note")) {
            try app.responder()
        }
        #expect(error?.description == "Two different schemas are named Note.")
        #expect(throws: RouteError.conflictingSchemas(name: "Note")) { try app.openAPI() }
    }

    @Test("The same schema may be used by two types")
    func same() throws {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/a") { Note(text: "") }
        app.get("/b") { Same() }
        _ = try app.responder()
    }

    @Test("A mistake in a route is an error when the OpenAPI document is made")
    func mistake() {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("no-slash") { Note(text: "") }
        #expect(throws: RouteError.malformedPattern("no-slash")) { try app.openAPI() }
    }
}

private struct Deep: Content {
    static var schema: Schema {
        let middle = Schema.object("Middle", ["notes": .array(of: .optional(Note.schema))])
        return .object("Deep", ["middle": .optional(middle)])
    }
}
