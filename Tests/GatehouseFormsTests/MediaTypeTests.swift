// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Media types (RFC 9110 §8.3.1)")
struct MediaTypeTests {
    @Test(
        "A media type is read in any letter case, with or without white space around it",
        arguments: [
            "text/plain", "TEXT/Plain", " text/plain\t", "text/plain;", "text/plain ; charset=x",
            "text/plain;;;", "text/plain; nonsense \"", "text/plain;a=\"",
        ]
    )
    func essence(text: String) {
        #expect(MediaType(text)?.essence == "text/plain")
    }

    @Test(
        "Text that is not exactly a type and a subtype is not a media type",
        arguments: [
            "", " ", ";", "text", "/", "text/", "/plain", "text /plain", "text/ plain",
            "text/plain charset=x", "text/plain, text/html", "text/plain/x", "te\u{0}xt/plain",
            "téxt/plain", "text/plain\u{212A}", "\"text\"/plain",
        ]
    )
    func notAMediaType(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(
        "The values of a media type's parameter are read",
        arguments: [
            ("a/b; x=1", ["1"]),
            ("a/b;x=1", ["1"]),
            ("a/b; X=1", ["1"]),
            ("a/b ;\t x=1 \t", ["1"]),
            ("a/b; x=\"1\"", ["1"]),
            ("a/b; x = \"1\" ; y=2", ["1"]),
            ("a/b; x=", [""]),
            ("a/b; x=\"\"", [""]),
            ("a/b; y=0; x=1; x=2", ["1", "2"]),
            ("a/b; x=\"1;x=2\"", ["1;x=2"]),
            ("a/b; x=\"\\\"\\\\;\\y\"; y=\"", ["\"\\;y"]),
            ("a/b; x=----=_Part_1.2", ["----=_Part_1.2"]),
            ("a/b; x=ä", ["ä"]),
        ]
    )
    func parameter(text: String, values: [String]) {
        #expect(MediaType(text)?.values(named: "x") == values)
    }

    @Test(
        "A parameter of a media type that cannot be read is left out",
        arguments: [
            "a/b", "a/b; x", "a/b; =1", "a/b; x=\"1", "a/b; x=\"1\\\"", "a/b; x=\"1\"2",
            "a/b; x=1\"2\"", "a/b; x y=1", "a/b; xy=1", "a/b; x*=1", "a/b, x=1", "a/b; y=\"; x=1",
        ]
    )
    func faultyParameter(text: String) {
        #expect(MediaType(text)?.values(named: "x") ?? [] == [])
    }

    @Test("Empty parameters are passed over, but not any number of them")
    func emptyParameters() {
        for (count, values) in [(30, ["x"]), (8000, [])] {
            let text = "a/b" + String(repeating: ";", count: count) + "charset=x"
            #expect(MediaType(text)?.values(named: "charset") == values)
        }
    }
}
