// SPDX-License-Identifier: MIT
//
// Specification: W3C Content Security Policy Level 3.

/// The page on which a person reads the API and tries it out: bundled files, assembled once into
/// one self-contained document.
///
/// Style and script are in the page itself, and the policy names them by hash, so that nothing else
/// can run or be loaded, from this host or any other.
struct DocsPage: Sendable {
    private static let style = String(decoding: PackageResources.docs_css, as: UTF8.self)

    /// One script, since the page makes no further request.
    ///
    /// Its files share one scope, so a name is declared in only one of them. `page.js` comes last,
    /// since it starts the page.
    private static let script: [UInt8] = [
        PackageResources.elements_js,
        PackageResources.document_js,
        PackageResources.scopes_js,
        PackageResources.schemas_js,
        PackageResources.forms_js,
        PackageResources.bodies_js,
        PackageResources.sending_js,
        PackageResources.answers_js,
        PackageResources.refusals_js,
        PackageResources.session_js,
        PackageResources.login_js,
        PackageResources.page_js,
    ].flatMap(\.self)

    private let document: OpenAPIDocument

    init(document: OpenAPIDocument) {
        self.document = document
    }

    /// The page with its header fields.
    var content: StaticContent {
        StaticContent(
            Array(html.utf8),
            type: "text/html; charset=utf-8",
            fields: [
                .contentSecurityPolicy: FieldValue(verified: Self.policy),
                .referrerPolicy: "no-referrer",
            ]
        )
    }

    private static let policy =
        [
            "default-src 'none'",
            "script-src 'sha256-\(SHA256.base64(of: script))'",
            "style-src 'sha256-\(SHA256.base64(of: PackageResources.docs_css))'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ].joined(separator: "; ")

    /// Escaped text contains no `<`, so no markup can come in with the title or the operations.
    private var html: String {
        String(decoding: PackageResources.docs_html, as: UTF8.self)
            .replacing("<!-- title -->", with: Self.escaped(document.title))
            .replacing("<!-- operations -->", with: operations)
            .replacing("<!-- docs.css -->", with: Self.style)
            .replacing("<!-- script -->", with: String(decoding: Self.script, as: UTF8.self))
    }

    /// The list of operations for a browser without scripts.
    private var operations: String {
        document.operations.map { operation in
            let demands = "needs login\(scopes(of: operation))"
            let lock = operation.part.security.isEmpty ? "" : " (\(demands))"
            return "<li><strong>\(operation.method)</strong> "
                + "<code>\(Self.escaped(operation.path))</code> "
                + "\(Self.escaped(operation.summary))\(lock)</li>"
        }.joined(separator: "\n")
    }

    private func scopes(of operation: Operation) -> String {
        let scopes = operation.part.scopes
        return scopes.isEmpty ? "" : ", scopes: \(Self.escaped(scopes.joined(separator: ", ")))"
    }

    /// By scalar: followed by an accent, `<` is a different character, but the same scalar.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
