// swift-tools-version: 6.2

import PackageDescription

/// The same strict rules for every target: Swift 6 mode, warnings as errors, unsafe code marked.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "gatehouse",
    products: [
        .executable(name: "gatehouse", targets: ["gatehouse-server"]),
        .library(name: "Gatehouse", targets: ["Gatehouse"]),
        .library(name: "GatehouseHTTP", targets: ["GatehouseHTTP"]),
        .library(name: "GatehouseTransport", targets: ["GatehouseTransport"]),
        .library(name: "GatehouseSecurity", targets: ["GatehouseSecurity"]),
        .library(name: "GatehouseAccounts", targets: ["GatehouseAccounts"]),
        .library(name: "GatehouseSQLite", targets: ["GatehouseSQLite"]),
        .library(name: "GatehousePostgres", targets: ["GatehousePostgres"]),
        .library(name: "AuthAPI", targets: ["AuthAPI"]),
        .library(name: "GatehouseTesting", targets: ["GatehouseTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C: what Swift cannot access on its own.
        .target(name: "CLinux"),
        .target(name: "CLibPQ"),
        .target(name: "CArgon2"),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),

        // Swift: imports only point down; `.ci/layering` enforces it.
        .target(name: "GatehouseBase", swiftSettings: strict),
        .target(name: "GatehouseHTTP", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(name: "GatehouseForms", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(name: "GatehouseJSON", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(
            name: "GatehouseTransport",
            dependencies: ["GatehouseBase", "GatehouseHTTP", "CLinux"],
            swiftSettings: strict
        ),
        .target(
            name: "GatehouseSecurity",
            dependencies: ["GatehouseBase", "GatehouseJSON", "COpenSSL", "CCrypt", "CArgon2"],
            resources: [.embedInCode("Passwords/common-passwords.txt")],
            swiftSettings: strict
        ),
        .target(
            name: "Gatehouse",
            dependencies: ["GatehouseBase", "GatehouseForms", "GatehouseHTTP", "GatehouseJSON"],
            resources: [
                .embedInCode("Docs/docs.html"),
                .embedInCode("Docs/docs.css"),
                .embedInCode("Docs/Script/answers.js"),
                .embedInCode("Docs/Script/bodies.js"),
                .embedInCode("Docs/Script/document.js"),
                .embedInCode("Docs/Script/elements.js"),
                .embedInCode("Docs/Script/forms.js"),
                .embedInCode("Docs/Script/login.js"),
                .embedInCode("Docs/Script/page.js"),
                .embedInCode("Docs/Script/refusals.js"),
                .embedInCode("Docs/Script/schemas.js"),
                .embedInCode("Docs/Script/scopes.js"),
                .embedInCode("Docs/Script/sending.js"),
                .embedInCode("Docs/Script/session.js"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GatehouseTesting",
            dependencies: ["Gatehouse"],
            swiftSettings: strict
        ),
        .target(
            name: "GatehouseAccounts",
            dependencies: ["GatehouseBase", "GatehouseSecurity"],
            swiftSettings: strict
        ),
        .target(
            name: "GatehouseSQLite",
            dependencies: [
                "CLinux", "GatehouseAccounts", "GatehouseBase", "GatehouseSecurity",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GatehousePostgres",
            dependencies: ["CLibPQ", "GatehouseAccounts", "GatehouseBase", "GatehouseSecurity"],
            swiftSettings: strict
        ),
        .target(
            name: "AuthAPI",
            dependencies: ["Gatehouse", "GatehouseAccounts", "GatehouseSecurity"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "gatehouse-server",
            dependencies: [
                "AuthAPI", "Gatehouse", "GatehouseAccounts", "GatehouseHTTP", "GatehouseJSON",
                "GatehousePostgres", "GatehouseSecurity", "GatehouseSQLite", "GatehouseTransport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        // The programs shown in the README.
        .executableTarget(
            name: "hello",
            dependencies: ["Gatehouse", "GatehouseTransport"],
            path: "Examples/Hello",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "orders",
            dependencies: [
                "AuthAPI", "Gatehouse", "GatehouseAccounts", "GatehouseSecurity",
                "GatehouseTransport",
            ],
            path: "Examples/Orders",
            swiftSettings: strict
        ),

        // Random numbers for all tests.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // The cases in Tests/WireCases, for the tests of the parser and those of the whole server.
        .target(
            name: "WireCaseSupport",
            dependencies: ["GatehouseHTTP"],
            path: "Tests/WireCaseSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseBaseTests",
            dependencies: ["GatehouseBase", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseFormsTests",
            dependencies: ["GatehouseForms", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseHTTPTests",
            dependencies: ["GatehouseHTTP", "TestSupport", "WireCaseSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseJSONTests",
            dependencies: ["GatehouseJSON", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseTransportTests",
            dependencies: ["GatehouseTransport", "GatehouseHTTP", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseSecurityTests",
            dependencies: ["GatehouseSecurity", "GatehouseJSON", "TestSupport"],
            resources: [.copy("Vectors")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseTests",
            dependencies: ["Gatehouse", "GatehouseHTTP", "GatehouseJSON", "GatehouseTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatehouseAccountsTests",
            dependencies: [
                "GatehouseAccounts", "GatehousePostgres", "GatehouseSecurity", "GatehouseSQLite",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AuthAPITests",
            dependencies: [
                "AuthAPI", "Gatehouse", "GatehouseAccounts", "GatehouseHTTP", "GatehouseSecurity",
                "GatehouseTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "gatehouse-server", "AuthAPI", "Gatehouse", "GatehouseAccounts", "GatehouseHTTP",
                "GatehouseSecurity", "GatehouseTransport", "TestSupport", "WireCaseSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "gatehouse-server", "GatehouseTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LoopbackTests",
            dependencies: [
                "gatehouse-server", "GatehouseAccounts", "GatehousePostgres", "GatehouseSQLite",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
    ]
)
