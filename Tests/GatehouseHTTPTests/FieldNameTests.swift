// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Field names")
struct FieldNameTests {
    @Test("A field name keeps its spelling")
    func spelling() throws {
        let name = FieldName("x-Request-Id")
        #expect(name.spelling == "x-Request-Id")
        #expect("\(name)" == "x-Request-Id")
    }

    @Test(
        "Text that is not a token is not a field name",
        arguments: ["", " ", "a b", "a:", "a\r\nb", "a\u{0}", "é", "\u{212A}", "(a)", "a/b", "a=b"]
    )
    func refused(text: String) {
        #expect(FieldName(text) == nil)
    }

    @Test("Field names are equal, and hash alike, in any letter case")
    func equality() {
        #expect(FieldName("content-TYPE") == .contentType)
        #expect(Set([FieldName("ALLOW"), FieldName("allow"), .allow]).count == 1)
        #expect(FieldName("Content-Typ") != .contentType)
        // These two differ in bit 0x20, as the cases of a letter do, but are not letters.
        #expect(FieldName("^") != FieldName("~"))
    }

    @Test("Standard field names are spelled as in the standard")
    func standardNames() {
        let names: [FieldName] = [
            .allow, .authorization, .cacheControl, .connection, .contentLength,
            .contentSecurityPolicy, .contentType, .date, .eTag, .expect, .host, .ifMatch,
            .ifNoneMatch, .location, .pragma, .referrerPolicy, .retryAfter, .transferEncoding,
            .wwwAuthenticate, .xContentTypeOptions, .xRequestID,
        ]
        let expected = """
            Allow Authorization Cache-Control Connection Content-Length Content-Security-Policy \
            Content-Type Date ETag Expect Host If-Match If-None-Match Location Pragma \
            Referrer-Policy Retry-After Transfer-Encoding WWW-Authenticate \
            X-Content-Type-Options X-Request-ID
            """
        #expect(names.map(\.spelling).joined(separator: " ") == expected)
    }
}
