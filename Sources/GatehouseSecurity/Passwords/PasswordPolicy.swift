// SPDX-License-Identifier: MIT
//
// Specification: OWASP ASVS 5.0, chapter V6.2; NIST SP 800-63B.

/// The rules for new passwords.
///
/// A password has at least 8 characters, of any script and kind, and is neither common nor about its
/// owner. Nothing is demanded of its composition, and nothing is trimmed or changed: such rules make
/// passwords worse (ASVS 6.2.5, 6.2.8).
public enum PasswordPolicy {
    /// The minimum length, in Unicode scalars (ASVS 6.2.1).
    public static let minCharacterCount = 8
    /// The maximum length, in bytes of UTF-8: more than the 64 characters that ASVS 6.2.9 asks for.
    public static let maxByteCount = HashBounds.maxPasswordByteCount

    /// What is wrong with a new password.
    public enum Fault: Equatable, Sendable {
        /// It has fewer than ``PasswordPolicy/minCharacterCount`` characters.
        case tooShort
        /// It has more than ``PasswordPolicy/maxByteCount`` bytes.
        case tooLong
        /// Its bytes are not UTF-8, so no program can be relied on to send them again.
        case notText
        /// It is in the list of common passwords, in upper or lower case.
        case common
        /// It is a name or an address of its owner.
        case ownName
        /// It is the name of this program.
        case programName
    }

    /// Checks a new password.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - names: What its owner is called: user name, full name, e-mail address.
    /// - Returns: The first fault; nil if the password is allowed.
    /// - Complexity: Linear in the list of common passwords: a fraction of a millisecond.
    public static func fault(of password: Secret, names: [String?] = []) -> Fault? {
        password.withBytes { bytes in
            guard bytes.count <= maxByteCount else { return .tooLong }
            guard let text = String(validating: bytes.array(), as: UTF8.self) else {
                return .notText
            }
            guard text.unicodeScalars.count >= minCharacterCount else { return .tooShort }
            let folded = text.lowercased()
            if folded == "gatehouse" { return .programName }
            if names.contains(where: { $0.map(forms)?.contains(folded) ?? false }) {
                return .ownName
            }
            return isCommon(folded) ? .common : nil
        }
    }

    /// A name as it is, and of an address also what is before the at sign.
    private static func forms(_ name: String) -> [String] {
        let folded = name.lowercased()
        let mailbox = folded.split(separator: "@", maxSplits: 1).first.map(String.init)
        return [folded] + (mailbox.map { [$0] } ?? [])
    }

    /// Whether a password in lower case is in the list.
    private static func isCommon(_ folded: String) -> Bool {
        let line = Array(folded.utf8)
        // What a line of the list cannot be, the comments included.
        guard line.count <= 64,
            line.first != UInt8(ascii: "#") || line.dropFirst().first != ASCII.space
        else { return false }
        return commonPasswords.span.containsLine(line)
    }

    private static let commonPasswords = PackageResources.common_passwords_txt
}

extension PasswordPolicy.Fault: CustomStringConvertible {
    /// What is wrong, as the end of a sentence that begins with "the password".
    public var description: String {
        switch self {
        case .tooShort: "has fewer than \(PasswordPolicy.minCharacterCount) characters"
        case .tooLong: "has more than \(PasswordPolicy.maxByteCount) bytes"
        case .notText: "is not UTF-8"
        case .common: "is one of the most common ones"
        case .ownName: "is the name or address of its user"
        case .programName: "is the name of this program"
        }
    }
}

extension Span<UInt8> {
    /// Returns whether one of the lines is exactly that one.
    fileprivate func containsLine(_ line: [UInt8]) -> Bool {
        var start = 0
        while start < count {
            let end = firstIndex(of: ASCII.lineFeed, in: start..<count) ?? count
            if end - start == line.count, line.indices.allSatisfy({ self[start + $0] == line[$0] })
            {
                return true
            }
            start = end + 1
        }
        return false
    }
}
