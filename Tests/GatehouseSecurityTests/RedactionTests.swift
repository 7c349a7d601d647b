// SPDX-License-Identifier: MIT
//
// Secrets do not show, however they are printed.

import GatehouseSecurity
import Testing

private let secret = "0123456789abcdef-this-must-not-be-shown"

/// Every way in which a value commonly becomes text.
private func texts(of value: some Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    var printed = ""
    print(value, [value], Optional(value) as Any, to: &printed)
    debugPrint(value, [value], to: &printed)
    let children = Mirror(reflecting: value).children.map { "\($0)" }
    return [dumped, printed, "\(value)", String(describing: value), String(reflecting: value)]
        + children
}

/// How the secret could show itself: as text or as a list of numbers.
private func shows(_ text: String) -> Bool {
    text.contains("must-not") || text.contains("48, 49, 50") || text.contains("- 48")
}

@Suite("Redaction")
struct RedactionTests {
    @Test("A password does not show, however it is printed")
    func hidesPassword() {
        for text in texts(of: Secret(secret)) { #expect(!shows(text)) }
        #expect("\(Secret(secret))" == "<redacted>")
        #expect(Mirror(reflecting: Secret(secret)).children.isEmpty)
    }

    @Test("A key does not show, however it is printed")
    func hidesKey() throws {
        let key = try SecretKey(secret)
        for text in texts(of: key) { #expect(!shows(text)) }
        #expect("\(key)" == "<redacted>")
    }

    @Test("The keys of a token service do not show")
    func hidesKeysInUse() throws {
        let key = try SecretKey(secret)
        let tokens = try Tokens(signingKey: key, formerKeys: [key])
        for text in texts(of: tokens) { #expect(!shows(text)) }
    }

    @Test("Secrets inside other values do not show")
    func hidesNestedSecrets() throws {
        struct Settings {
            let password: Secret
            let keys: [SecretKey]
        }
        let settings = Settings(password: Secret(secret), keys: [try SecretKey(secret)])
        for text in texts(of: settings) { #expect(!shows(text)) }
    }
}
