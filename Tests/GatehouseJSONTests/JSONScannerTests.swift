// SPDX-License-Identifier: MIT
//
// The pull reader: walking, skipping, unique names, depth.
// Specification: RFC 8259. Touches: memory only.

import GatehouseJSON
import Testing

@Suite("The pull reader (RFC 8259)")
struct JSONScannerTests {
    /// The walk a token reader does: takes what it knows, skips the rest.
    private func readClaims(_ text: String) throws -> (subject: String?, expiry: Int64?) {
        let bytes = Array(text.utf8).span
        var scanner = JSONScanner()
        var result: (subject: String?, expiry: Int64?) = (nil, nil)
        var names = try scanner.beginObject(bytes)
        while let name = try scanner.nextName(bytes, unlike: &names) {
            if name.equals("sub", in: bytes) {
                result.subject = try scanner.readString(bytes)
            } else if name.equals("exp", in: bytes) {
                result.expiry = try scanner.readNumber(bytes).int64
            } else {
                try scanner.skipValue(bytes)
            }
        }
        try scanner.expectEnd(bytes)
        return result
    }

    @Test(
        "takes the members it is asked for and skips the others",
        arguments: [
            #"{"sub":"johndoe","exp":1800000000}"#,
            #" { "exp" : 1800000000 , "sub" : "johndoe" } "#,
            #"{"a":[1,{"b":[]},"x",null,true,false,{}],"sub":"johndoe","exp":1800000000}"#,
            #"{"s\u0075b":"john\u0064oe","exp":1800000000,"Sub":1,"su":2,"subs":3}"#,
        ]
    )
    func walksAnObject(text: String) throws {
        let claims = try readClaims(text)
        #expect(claims.subject == "johndoe")
        #expect(claims.expiry == 1_800_000_000)
    }
}
