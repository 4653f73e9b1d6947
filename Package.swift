// swift-tools-version: 6.2
import PackageDescription

// The layers of docs/architecture.md, lowest first. Imports point down this list only;
// Tests/RepositoryTests reads every `import` against the same table.

/// Settings every Swift target shares.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Layer 1 adds strict memory safety: bytes from strangers are parsed here.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

/// Targets that declare non-escapable views of their own.
let views: [SwiftSetting] = pure + [.enableExperimentalFeature("Lifetimes")]

let package = Package(
    name: "waybill",
    products: [.executable(name: "waybill", targets: ["waybill"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Layer 0: C libraries.
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(
            name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CInterop", dependencies: ["CLibXML2"]),
        .target(name: "CLinux"),

        // Layer 1: pure. No I/O, no clock, no randomness.
        .target(name: "Diagnostics", swiftSettings: pure),
        .target(name: "X12", dependencies: ["Diagnostics"], swiftSettings: views),
        .target(
            name: "XMLStream", dependencies: ["Diagnostics", "CLibXML2", "CInterop"],
            swiftSettings: views),
        .target(name: "Documents", dependencies: ["Diagnostics"], swiftSettings: pure),
        .target(
            name: "Configuration",
            dependencies: ["Diagnostics", .product(name: "Yams", package: "Yams")],
            swiftSettings: pure),
        .target(
            name: "Mapping",
            dependencies: ["Diagnostics", "X12", "XMLStream", "Documents", "Configuration"],
            swiftSettings: pure),
        .target(
            name: "Partners", dependencies: ["Diagnostics", "Configuration"], swiftSettings: pure),
        .target(
            name: "Posting",
            dependencies: ["Diagnostics", "Documents", "Configuration", "Partners"],
            swiftSettings: pure),
        .target(
            name: "Translation",
            dependencies: [
                "Diagnostics", "X12", "XMLStream", "Documents", "Mapping", "Partners",
            ],
            swiftSettings: pure),

        // Layer 2: durable.
        .target(name: "Sealing", dependencies: ["CLibCrypto"], swiftSettings: common),
        .target(
            name: "Spool", dependencies: ["Diagnostics", "Sealing", "CLinux"],
            swiftSettings: common),
        .target(
            name: "Journal",
            dependencies: ["Diagnostics", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: common),

        // Layer 3: edges.
        .target(
            name: "Ledger",
            dependencies: [
                "Diagnostics", "Configuration", "Posting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: common),

        // Layer 4: assembly.
        .target(
            name: "Appliance",
            dependencies: [
                "Diagnostics", "X12", "Documents", "Configuration", "Mapping", "Partners",
                "Posting", "Translation", "XMLStream", "Sealing", "Spool", "Journal", "Ledger",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: common),

        // Layer 5: the executable.
        .executableTarget(
            name: "waybill",
            dependencies: [
                "Diagnostics", "X12", "Documents", "Configuration", "Mapping", "Partners",
                "Posting", "Translation", "Spool", "Journal", "Ledger", "Appliance",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: common),

        // Benchmarks, always built so that they cannot rot.
        .target(name: "CAllocationCounter", path: "Benchmarks/CAllocationCounter"),
        .executableTarget(
            name: "WaybillBenchmarks",
            dependencies: [
                "CAllocationCounter", "CLibXML2", "CLinux", "Diagnostics", "X12", "XMLStream",
                "Documents", "Configuration", "Mapping", "Partners", "Posting", "Translation",
                "Journal", "Ledger",
            ],
            path: "Benchmarks/WaybillBenchmarks", swiftSettings: common),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Diagnostics", "X12", "Spool", "Posting"],
            path: "Tests/Support", swiftSettings: common),
        .testTarget(name: "RepositoryTests", dependencies: ["TestSupport"], swiftSettings: common),
        .testTarget(
            name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: common),
        .testTarget(
            name: "X12Tests", dependencies: ["Diagnostics", "X12", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "XMLStreamTests", dependencies: ["Diagnostics", "XMLStream", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "ConfigurationTests",
            dependencies: ["Diagnostics", "Configuration", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "MappingTests",
            dependencies: [
                "Diagnostics", "X12", "XMLStream", "Documents", "Configuration", "Mapping",
                "TestSupport",
            ], swiftSettings: common),
        .testTarget(
            name: "PartnersTests",
            dependencies: ["Diagnostics", "Configuration", "Partners", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "PostingTests",
            dependencies: [
                "Diagnostics", "Documents", "Configuration", "Partners", "Posting", "Ledger",
                "TestSupport",
            ], swiftSettings: common),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Diagnostics", "Configuration", "Posting", "Ledger", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "SpoolTests", dependencies: ["Diagnostics", "Sealing", "Spool", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "JournalTests", dependencies: ["Diagnostics", "Journal", "TestSupport"],
            swiftSettings: common),
        .testTarget(
            name: "TranslationTests",
            dependencies: [
                "Diagnostics", "X12", "Documents", "Configuration", "Mapping", "Partners",
                "Translation", "TestSupport",
            ], swiftSettings: common),
        .testTarget(
            name: "ApplianceTests",
            dependencies: [
                "Diagnostics", "X12", "Documents", "Configuration", "Mapping", "Partners",
                "Posting", "Translation", "Sealing", "Spool", "Journal", "Ledger", "Appliance",
                "TestSupport", .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: common),
        .testTarget(
            name: "CommandLineTests", dependencies: ["waybill", "TestSupport"],
            exclude: ["Snapshots"], swiftSettings: common),
    ]
)

// The fuzzers, only under WAYBILL_FUZZ: they link with a sanitizer alone, which brings their
// `main`. Everything that they do not need is left out, so that an instrumented build is small.
if Context.environment["WAYBILL_FUZZ"] != nil {
    package.dependencies = []
    package.products = []
    package.targets = package.targets.filter { ["Diagnostics", "X12"].contains($0.name) }
    package.targets.append(
        .target(
            name: "TestSupport", dependencies: ["Diagnostics", "X12"], path: "Tests/Support",
            exclude: ["ERPConformance.swift", "FaultyFileSystem.swift", "MemoryDisk.swift"],
            swiftSettings: common))
    for name in [
        "FuzzTokenizer", "FuzzReader", "FuzzBlocks", "FuzzAcknowledgment", "FuzzWriter",
        "DamageRunner",
    ] {
        package.targets.append(
            .executableTarget(
                name: name, dependencies: ["TestSupport"], path: "Tests/Fuzz/\(name)",
                swiftSettings: common))
    }
}
