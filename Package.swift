// swift-tools-version: 6.2
import PackageDescription

// The house, lowest floor first. A target imports only what is listed here; Tests/TidyTests holds
// the sources against this table. Every library and tool that is not a Swift package comes from
// Debian (scripts/install names the packages).

let package = Package(
  name: "clipmill",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C libraries, behind shims that hold only what Swift cannot call.
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CSndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSoxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "CLinux"),

    // Values: what a dataset is made of. No file, no socket, no clock.
    .target(name: "Dataset", dependencies: ["CCrypto", "CXXHash"]),
    .testTarget(name: "DatasetTests", dependencies: ["Dataset", "TestSupport"]),

    // Capabilities: one owner per outside thing.
    .target(name: "AudioIO", dependencies: ["CSndfile", "CSoxr"]),
    .testTarget(name: "AudioIOTests", dependencies: ["AudioIO", "CSndfile", "TestSupport"]),
    .target(name: "Messaging", dependencies: ["CZeroMQ"]),
    .testTarget(name: "MessagingTests", dependencies: ["Messaging", "CZeroMQ", "TestSupport"]),
    .target(name: "Storage", dependencies: ["CSimdJSON", "CLinux", "Dataset"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "Dataset", "TestSupport"]),

    // Steps: each knows the dataset and its capabilities, none knows another step.
    .target(name: "Scheduling", dependencies: ["Dataset"]),
    .testTarget(name: "SchedulingTests", dependencies: ["Scheduling", "Dataset"]),
    .target(name: "Planning", dependencies: ["Storage", "Dataset"]),
    .testTarget(
      name: "PlanningTests", dependencies: ["Planning", "Storage", "Dataset", "TestSupport"]),
    .target(name: "Rendering", dependencies: ["AudioIO", "Storage", "Dataset"]),
    .testTarget(
      name: "RenderingTests",
      dependencies: ["Rendering", "Planning", "Storage", "Dataset", "TestSupport"]),
    .target(name: "Merging", dependencies: ["Storage", "Dataset"]),
    .testTarget(
      name: "MergingTests", dependencies: ["Merging", "Storage", "Dataset", "TestSupport"]),
    .target(name: "Verification", dependencies: ["Planning", "AudioIO", "Storage", "Dataset"]),
    .testTarget(
      name: "VerificationTests",
      dependencies: ["Verification", "Planning", "AudioIO", "Storage", "Dataset", "clipmill"]),
    .target(name: "Integrity", dependencies: ["Storage", "Dataset"]),
    .testTarget(
      name: "IntegrityTests",
      dependencies: ["Integrity", "Storage", "Dataset", "TestSupport", "clipmill"]),
    .target(name: "Health", dependencies: ["AudioIO", "Storage", "Dataset"]),
    .testTarget(
      name: "HealthTests",
      dependencies: ["Health", "Storage", "Dataset", "TestSupport", "clipmill", "demo-corpus"]),

    // Processes, and the command line.
    .target(
      name: "Cluster",
      dependencies: [
        "Scheduling", "Messaging", "Planning", "Rendering", "Merging", "Storage", "Dataset",
        "CLinux",
      ]),
    .executableTarget(
      name: "clipmill",
      dependencies: [
        "Cluster", "AudioIO", "Health", "Verification", "Integrity", "Scheduling", "Merging",
        "Planning", "Storage", "Dataset",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(
      name: "ClusterTests",
      dependencies: [
        "Cluster", "Scheduling", "Messaging", "Merging", "Storage", "Dataset", "TestSupport",
        "clipmill",
      ]),

    // Tests and tools for testing that need no other target of the house, or few.
    .executableTarget(
      name: "demo-corpus",
      dependencies: [
        "Dataset", "CSndfile", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/DemoCorpus"),
    .target(
      name: "Simulation", dependencies: ["Scheduling", "Dataset"], path: "Tests/Simulation"),
    .executableTarget(
      name: "simulate", dependencies: ["Simulation", "Scheduling"], path: "Tests/Simulate"),
    .testTarget(name: "SimulationTests", dependencies: ["Simulation", "Scheduling"]),
    .executableTarget(
      name: "lab",
      dependencies: [
        "Cluster", "Rendering", "Scheduling", "Messaging", "Storage", "Dataset",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Lab"),
    .testTarget(name: "FlagTests", dependencies: ["clipmill"]),
    .testTarget(name: "TerminalTests", dependencies: ["clipmill"]),
    .testTarget(
      name: "ReadmeTests", dependencies: ["clipmill", "demo-corpus", "Scheduling", "Dataset"]),
    .target(name: "TestSupport", dependencies: ["CLinux"], path: "Tests/TestSupport"),
    .testTarget(name: "ExportTests", dependencies: ["TestSupport", "clipmill", "demo-corpus"]),
    .testTarget(name: "ExitCodeTests", dependencies: ["TestSupport", "Storage", "clipmill"]),
    .testTarget(name: "ResumeTests", dependencies: ["TestSupport", "clipmill"]),
    .testTarget(name: "TidyTests"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
for target in package.targets where target.type != .system {
  target.swiftSettings = strict
}
