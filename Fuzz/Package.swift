// swift-tools-version: 6.2

import PackageDescription

// Fuzz targets for libFuzzer. `Fuzz/run` builds them with the fuzzer's flag on all modules; a plain
// `swift build` does not link, since `main` is libFuzzer's. The modules under test are links to
// `../Sources`: so they belong to this package, their `package` declarations are accessible, and
// nothing has to be fetched.
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
    name: "gatehouse-fuzz",
    targets: [
        .target(name: "CArgon2"),
        .systemLibrary(name: "CCrypt"),
        .systemLibrary(name: "COpenSSL"),
        .target(name: "GatehouseBase", swiftSettings: strict),
        .target(name: "GatehouseHTTP", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(name: "GatehouseForms", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(name: "GatehouseJSON", dependencies: ["GatehouseBase"], swiftSettings: strict),
        .target(
            name: "GatehouseSecurity",
            dependencies: ["GatehouseBase", "GatehouseJSON", "CArgon2", "COpenSSL", "CCrypt"],
            resources: [.embedInCode("Passwords/common-passwords.txt")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "GatehouseFuzz",
            dependencies: [
                "GatehouseBase", "GatehouseForms", "GatehouseHTTP", "GatehouseJSON",
                "GatehouseSecurity",
            ],
            swiftSettings: strict
        ),
    ]
)
