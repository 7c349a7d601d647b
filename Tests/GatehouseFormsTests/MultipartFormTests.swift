// SPDX-License-Identifier: MIT

import GatehouseForms
import TestSupport
import Testing

@Suite("Multipart forms (RFC 7578)")
struct MultipartFormTests {
    private static let bodies = [
        FormCase(formPart("1"), ["a=1"], "one part"),
        FormCase(formPart(""), ["a="], "an empty part"),
        FormCase(
            formLines(
                """
                --b
                Content-Disposition: form-data; name="a"

                --b--
                """
            ),
            ["a="],
            "the line end of the empty line may be the one of the delimiter (RFC 2046 §5.1.1)"
        ),
        FormCase("--b--\r\n", [], "no part, which is how an empty FormData object is sent"),
        FormCase("--b--", [], "the last line needs no end"),
        FormCase("--b-- \t\r\nepilogue\n--b", [], "padding and epilogue are skipped"),
        FormCase(
            "preamble\r\n--bx\r\n" + formPart("1") + formPart("2"),
            ["a=1"],
            "a preamble is skipped, and a second body is epilogue"
        ),
        FormCase("\r\n" + formPart("1"), ["a=1"], "the preamble may be an empty line"),
        FormCase(
            formLines(
                """
                --b \t\u{20}
                Content-Disposition: form-data; name="a"

                1
                --b\t
                Content-Disposition: form-data; name="a"

                2
                --b--\u{20}
                """
            ),
            ["a=1", "a=2"],
            "a delimiter may be padded with spaces and tabs; duplicates are kept"
        ),
    ]

    private static let contents = [
        FormCase(formPart("a+b%20c&d=e"), ["a=a+b%20c&d=e"], "values are not decoded"),
        FormCase(formPart(" 1\t"), ["a= 1\t"], "values are not trimmed"),
        FormCase(formPart("1\r\n"), ["a=1\r\n"], "only the last line end belongs to the delimiter"),
        FormCase(formPart("\r\n\r\n"), ["a=\r\n\r\n"], "empty lines are data"),
        FormCase(formPart("1\n2\r3\0"), ["a=1\n2\r3\0"], "bare CR, LF and NUL are data"),
        FormCase(formPart("x--b\r\ny"), ["a=x--b\r\ny"], "a boundary inside a line is data"),
        FormCase(formPart("\n--b\n\r--b"), ["a=\n--b\n\r--b"], "so is one after a bare CR or LF"),
        FormCase(formPart("\r\n--bx\r\n"), ["a=\r\n--bx\r\n"], "so is a line that is longer"),
        FormCase(formPart("\r\n--b-\r\n"), ["a=\r\n--b-\r\n"], "a delimiter and one dash are data"),
        FormCase(formPart("\r\n--B\r\n-b"), ["a=\r\n--B\r\n-b"], "boundaries are case-sensitive"),
        FormCase(formPart("\r\r\r\n\r\n-\r"), ["a=\r\r\r\n\r\n-\r"], "half a delimiter is data"),
        FormCase(formPart("é\u{301}\u{FEFF}"), ["a=é\u{301}\u{FEFF}"], "texts are UTF-8"),
        FormCase(
            Array(formPart("?").utf8).map { $0 == UInt8(ascii: "?") ? 0xE9 : $0 },
            ["a=\u{FFFD}"],
            "invalid UTF-8 becomes U+FFFD"
        ),
    ]

    private static let clients = [
        FormCase(
            formLines(
                """
                --b
                Content-Disposition: form-data; name="username"

                johndoe
                --b
                Content-Disposition: form-data; name="password"

                sec ret+%21
                --b
                Content-Disposition: form-data; name="f"; filename="a%22b\\c"
                Content-Type: text/plain

                hello
                --b--

                """
            ),
            ["username=johndoe", "password=sec ret+%21", "f=<a%22b\\c|text/plain|hello>"],
            "curl -F, escapes of file names stay as they are"
        ),
        FormCase(
            formLines(
                """
                --b
                Content-Disposition: form-data; name="password"

                secret
                --b
                Content-Disposition: form-data; name="f"; filename="ä%22.txt"

                x
                --b--

                """
            ),
            ["password=secret", "f=<ä%22.txt|-|x>"],
            "requests"
        ),
        FormCase(
            formLines(
                """
                --b
                Content-Disposition: form-data; name="a%0D%0A"

                1\r\n2
                --b
                Content-Disposition: form-data; name="f"; filename=""
                Content-Type: application/octet-stream


                --b--

                """
            ),
            ["a%0D%0A=1\r\n2", "f=<|application/octet-stream|>"],
            "a browser; a file input without a choice is a file with an empty name"
        ),
        FormCase(
            formLines(
                """
                --b
                Content-Type: text/plain; charset=utf-8
                Content-Disposition: form-data; name=username

                johndoe
                --b--

                """
            ),
            ["username=johndoe"],
            ".NET, which puts quotes only where it must"
        ),
        FormCase(
            formLines(
                """
                --b
                content-disposition: form-data; name="username"
                content-type: text/plain; charset=ISO-8859-1
                content-length: 8
                content-transfer-encoding: base64

                am9obg==
                --b--

                """
            ),
            ["username=am9obg=="],
            "Java clients, whose other fields are ignored (RFC 7578 §4.7, §4.8)"
        ),
    ]

    @Test(
        "A well-formed multipart form is decoded into its fields",
        arguments: bodies + contents + clients
    )
    func decodes(example: FormCase) throws {
        #expect(FormCase.areSameBytes(try decode(example.body)?.summary, example.fields))
    }

    @Test(
        "A multipart form that breaks the grammar is refused",
        arguments: [
            FormCase("x", [], "no delimiter"),
            FormCase("--b", [], "a delimiter without a line end"),
            FormCase("--bx\r\n", [], "only a longer line"),
            FormCase("x--b--\r\n", [], "a delimiter inside a line"),
            FormCase("\n--b--\r\n", [], "a delimiter after a bare LF"),
            FormCase("--b\r\n--b--\r\n", [], "a part without a head"),
            FormCase("--b--x\r\n" + formPart("1"), [], "text after the closing delimiter"),
            FormCase("--b--\n", [], "a bare LF after the closing delimiter"),
            FormCase("--b--\r", [], "a bare CR after the closing delimiter"),
            FormCase("--b x\r\n" + formPart("1"), [], "text after padding"),
            FormCase(formPart("1\r\n--b\t--"), [], "dashes after padding"),
            FormCase("--b\n" + formPart("1"), [], "a first delimiter that ends in a bare LF"),
            FormCase(formPart("1\r\n--b\n"), [], "a delimiter that ends in a bare LF"),
            FormCase(formPart("1\r\n--b\r1"), [], "a delimiter that ends in a bare CR"),
        ]
    )
    func refusesGrammar(example: FormCase) {
        #expect(throws: FormError.malformedMultipart) { try decode(example.body) }
    }

    @Test("A multipart form that ends early is refused, wherever it is cut")
    func truncated() throws {
        let body = Array(
            formLines(
                """
                preamble
                --b
                Content-Disposition: form-data; name="a"

                1
                --b\u{20}
                Content-Disposition: form-data; name="f"; filename="x"
                Content-Type: text/plain

                2\r\n
                --b--\u{20}

                """
            ).utf8
        )
        let good = [body.count, body.count - 2, body.count - 3]
        for length in 1...body.count where !good.contains(length) {
            #expect(throws: FormError.malformedMultipart, "cut to \(length) bytes") {
                try decode(Array(body.prefix(length)))
            }
        }
        for length in good {
            let form = try decode(Array(body.prefix(length)))
            #expect(form?.summary == ["a=1", "f=<x|text/plain|2\r\n>"])
        }
    }

    @Test("Random bytes as a multipart form do not trap", arguments: 1...400 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "\r\n", "--b", "--", "\r", "\n", " ", ":", ";", "\"", "\\", "name=", "filename=\"x\"",
            "Content-Disposition: form-data", "x", "\r\n--b\r\n", "\r\n\r\n", "\0", "é",
        ]
        let text = (0..<24).compactMap { _ in pieces.randomElement(using: &random) }.joined()
        let form = try? decode(Array((seed.isMultiple(of: 2) ? text : formPart(text)).utf8))
        #expect((form?.fields.count ?? 0) <= 24)
    }

    @Test(
        "A multipart form made to be slow is read in time",
        .timeLimit(.minutes(1)),
        arguments: ["\r", "\r\n", "\r\n-", "\r\n--", "\r\n--bbbb", "-", "\n", "\r\n--bbbbbb\r"]
    )
    func hostile(piece: String) throws {
        let content = String(repeating: piece, count: 300_000 / piece.utf8.count)
        let head = "--bbbbb\r\nContent-Disposition: form-data; name=a\r\n\r\n"
        let body = Array((head + content + "\r\n--bbbbb--").utf8)
        let form = try Form.decode(body, contentType: "multipart/form-data; boundary=bbbbb")
        #expect(form?.firstValue(named: "a") == .text(content))
    }

    private func decode(_ body: [UInt8]) throws(FormError) -> Form? {
        try Form.decode(body, contentType: "multipart/form-data; boundary=b")
    }
}
