// SPDX-License-Identifier: MIT
//
// The docs page: three bundled files, put together once into one document that needs no other.
// Specification: W3C Content Security Policy Level 3. Touches: memory only.

/// The page on which a person reads the API and tries it out.
///
/// Style and script stand in the page itself, and the policy names them by hash, so that nothing
/// else can run or be loaded, from this host or any other. A test keeps the hashes right.
struct DocsPage: Sendable {
    /// SHA-256 of `docs.css` and `docs.js`, in base64, as the policy has them.
    static let styleHash = "sha256-STYLE"
    static let scriptHash = "sha256-SCRIPT"

    static let style = String(decoding: PackageResources.docs_css, as: UTF8.self)
    static let script = String(decoding: PackageResources.docs_js, as: UTF8.self)

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

    private static var policy: String {
        [
            "default-src 'none'",
            "script-src '\(scriptHash)'",
            "style-src '\(styleHash)'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ].joined(separator: "; ")
    }

    /// Escaped text holds no `<`, so no mark can come in with the title or the operations.
    private var html: String {
        String(decoding: PackageResources.docs_html, as: UTF8.self)
            .replacing("<!-- title -->", with: Self.escaped(document.title))
            .replacing("<!-- operations -->", with: operations)
            .replacing("<!-- docs.css -->", with: Self.style)
            .replacing("<!-- docs.js -->", with: Self.script)
    }

    /// The list of operations for a browser without scripts.
    private var operations: String {
        document.operations.map { operation in
            "<li><code>\(Self.escaped("\(operation.method) \(operation.path)"))</code> "
                + "\(Self.escaped(operation.summary))</li>"
        }.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
