// SPDX-License-Identifier: MIT
//
// What `gatehouse hash --verify` says of one line of its input.
// Touches: memory only; spends CPU time.

import GatehouseJSON
package import GatehouseSecurity

/// The verdict on a hash and a password.
package enum HashVerdict: String, Sendable {
    /// The password belongs to the hash.
    case match
    /// It does not.
    case noMatch = "no_match"
    /// The hash or the password is not taken at all.
    case refuse
    /// The line is no object with a hash and a password.
    case error

    /// Judges a line of the input.
    package init(line: String, _ context: PasswordContext) {
        guard let value = try? JSONValue.parse(Array(line.utf8)),
            let hash = value["hash"]?.string,
            let password = Self.password(in: value)
        else {
            self = .error
            return
        }
        do throws(PasswordHashError) {
            self = try context.matches(password, hash) ? .match : .noMatch
        } catch {
            self = .refuse
        }
    }

    private static func password(in value: JSONValue) -> Password? {
        if let text = value["password"]?.string { return Password(text) }
        return value["password_b64"]?.string.flatMap(bytes(ofBase64:)).map(Password.init(bytes:))
    }

    /// Reads standard base64 with padding (RFC 4648 §4) by way of the one for URLs.
    private static func bytes(ofBase64 text: String) -> [UInt8]? {
        guard text.utf8.count % 4 == 0 else { return nil }
        var characters = Array(text.utf8)
        for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        for index in characters.indices {
            switch characters[index] {
            case UInt8(ascii: "+"): characters[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): characters[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        return Base64URL.decode(characters.span)
    }
}
