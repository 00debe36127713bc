// swift-tools-version: 6.2
import PackageDescription

// The house, lowest floor first. A target imports only what is listed here; Tests/TidyTests holds
// the sources against this table. Every library and tool that is not a Swift package comes from
// Debian (scripts/install names the packages).

// The revision that `clipmill version` names. A build needs no git: scripts/build asks git, and hands the
// answer on as CLIPMILL_REVISION.
let revision = (Context.environment["CLIPMILL_REVISION"] ?? "").filter {
  $0.isLetter || $0.isNumber || ".-+".contains($0)
}

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
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "CLinux"),
    .target(
      name: "CBuild", cSettings: [.define("CLIPMILL_REVISION", to: "\"\(revision)\"")]),

    // Values: what a dataset is made of. No file, no socket, no clock.
    .target(name: "Dataset", dependencies: ["CCrypto", "CXXHash"]),
    .testTarget(name: "DatasetTests", dependencies: ["Dataset", "TestSupport"]),

    // Capabilities: one owner per outside thing.
    .target(name: "AudioIO", dependencies: ["CSndfile", "CSoxr"]),
    .testTarget(name: "AudioIOTests", dependencies: ["AudioIO", "CSndfile", "TestSupport"]),
    .target(name: "Messaging", dependencies: ["CZeroMQ", "Files"]),
    .testTarget(
      name: "MessagingTests", dependencies: ["Messaging", "CZeroMQ", "Files", "TestSupport"]),
    .target(name: "JSON", dependencies: ["CSimdJSON", "Dataset"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "Dataset", "TestSupport"]),
    .target(name: "Files", dependencies: ["CLinux", "Dataset"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Dataset", "TestSupport"]),

    // Formats: what is read, and what is written.
    .target(name: "Manifest", dependencies: ["Files", "JSON", "Dataset"]),
    .testTarget(
      name: "ManifestTests", dependencies: ["Manifest", "Files", "Dataset", "TestSupport"]),
    .target(name: "Bundle", dependencies: ["AudioIO", "Files", "JSON", "Dataset"]),
    .testTarget(
      name: "BundleTests", dependencies: ["Bundle", "Files", "JSON", "Dataset", "TestSupport"]),

    .target(name: "Containers", dependencies: ["Bundle", "JSON", "Dataset"]),
    .testTarget(
      name: "ContainersTests",
      dependencies: ["Containers", "Bundle", "Files", "JSON", "Dataset", "TestSupport"]),

    .target(name: "Comparing", dependencies: ["AudioIO", "Bundle", "Files", "JSON", "Dataset"]),
    .target(name: "Merging", dependencies: ["Bundle", "AudioIO", "Files", "JSON", "Dataset"]),
    .testTarget(
      name: "MergingTests",
      dependencies: ["Merging", "Bundle", "Files", "JSON", "Dataset", "TestSupport"]),

    // Steps: each knows the dataset and its formats, none knows another step.
    .target(name: "Scheduling", dependencies: ["Dataset"]),
    .testTarget(name: "SchedulingTests", dependencies: ["Scheduling", "Dataset"]),
    .target(name: "Planning", dependencies: ["Bundle", "Manifest", "Files", "Dataset"]),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Planning", "Bundle", "Manifest", "Files", "Dataset", "TestSupport"]),
    .target(
      name: "Packing",
      dependencies: [
        "Planning", "Merging", "Containers", "AudioIO", "Bundle", "Files", "JSON", "Dataset",
      ]),
    .testTarget(
      name: "PackingTests", dependencies: ["TestSupport", "clipmill"]),
    .target(
      name: "Rendering",
      dependencies: ["AudioIO", "Containers", "Bundle", "Manifest", "Files", "Dataset"]),
    .testTarget(
      name: "RenderingTests",
      dependencies: ["Rendering", "Planning", "Bundle", "Files", "Dataset", "TestSupport"]),
    .target(
      name: "Survey",
      dependencies: ["Planning", "AudioIO", "Bundle", "Manifest", "Files", "JSON", "Dataset"]),
    .testTarget(
      name: "SurveyTests",
      dependencies: [
        "Survey", "Planning", "AudioIO", "Files", "JSON", "Dataset", "TestSupport", "clipmill",
      ]),
    .target(
      name: "Pages", dependencies: ["Survey", "AudioIO", "Bundle", "Files", "Dataset"],
      resources: [.embedInCode("page.css"), .embedInCode("page.js")]),
    .target(name: "Import", dependencies: ["CZlib", "Manifest", "Files", "JSON", "Dataset"]),
    .testTarget(
      name: "ImportTests",
      dependencies: ["CZlib", "TestSupport", "clipmill"]),
    .target(
      name: "Help",
      dependencies: [
        "JSON", "Dataset", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "Integrity", dependencies: ["Files", "JSON", "Dataset"]),
    .testTarget(
      name: "IntegrityTests",
      dependencies: [
        "Integrity", "Files", "JSON", "Dataset", "TestSupport", "clipmill", "Manifest",
      ]),
    .testTarget(
      name: "HealthTests",
      dependencies: ["Survey", "Dataset", "TestSupport", "clipmill", "demo-corpus"]),

    // The life of a bundle, its processes, and the command line.
    .target(
      name: "RunState",
      dependencies: [
        "Scheduling", "Planning", "Bundle", "Manifest", "Files", "JSON", "Dataset",
      ]),
    .testTarget(
      name: "RunStateTests",
      dependencies: [
        "RunState", "Scheduling", "Bundle", "Files", "JSON", "Dataset", "TestSupport",
      ]),
    .target(
      name: "Export",
      dependencies: [
        "RunState", "Scheduling", "Planning", "Merging", "Bundle", "Manifest", "Files", "JSON",
        "Dataset", "CBuild",
      ]),
    .target(
      name: "Web",
      dependencies: [
        "Export", "RunState", "Scheduling", "Bundle", "Files", "Dataset", "CLinux",
      ],
      resources: [
        .embedInCode("Content/live.html"), .embedInCode("Content/live.css"),
        .embedInCode("Content/live.js"),
      ]),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Web", "Export", "Bundle", "Files", "Dataset", "TestSupport", "clipmill",
      ]),
    .target(name: "Drawing", dependencies: ["Export", "Scheduling", "Dataset"]),
    .testTarget(
      name: "DrawingTests", dependencies: ["Drawing", "Export", "Scheduling", "Dataset"]),
    .target(
      name: "Terminal", dependencies: ["Drawing", "Export", "RunState", "Files", "Dataset"]),
    .target(
      name: "Cluster",
      dependencies: [
        "Export", "RunState", "Scheduling", "Messaging", "Planning", "Rendering", "Merging",
        "Bundle", "Manifest", "Files", "JSON", "Dataset", "CLinux",
      ]),
    .target(
      name: "Doctor",
      dependencies: [
        "Cluster", "Export", "RunState", "Messaging", "Import", "Bundle", "Files", "JSON",
        "Dataset",
      ]),
    .testTarget(
      name: "DoctorTests", dependencies: ["TestSupport", "clipmill"]),
    .executableTarget(
      name: "clipmill",
      dependencies: [
        "Comparing", "Doctor", "Cluster", "Terminal", "Drawing", "Export", "RunState",
        "Messaging", "Survey", "Import", "Integrity", "Bundle", "Manifest", "Packing", "Planning",
        "Pages", "Web", "Help", "Files", "JSON", "Dataset",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(
      name: "ClusterTests",
      dependencies: [
        "Cluster", "Export", "RunState", "Scheduling", "Messaging", "Bundle", "Files", "JSON",
        "Dataset", "CLinux", "TestSupport",
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
      name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulate"),
    .executableTarget(name: "plant-defects", path: "Tests/Defects"),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Scheduling", "plant-defects"]),
    .executableTarget(
      name: "lab",
      dependencies: [
        "Web", "Cluster", "Export", "Rendering", "Scheduling", "Messaging", "Bundle", "Files",
        "JSON", "Dataset", "CSndfile",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Lab", exclude: ["Peers"]),
    .testTarget(name: "FlagTests", dependencies: ["clipmill"]),
    .testTarget(
      name: "ReadmeTests", dependencies: ["clipmill", "demo-corpus", "Scheduling", "Dataset"]),
    .target(
      name: "TestSupport", dependencies: ["Scheduling", "CLinux"], path: "Tests/TestSupport"),
    .testTarget(name: "ExportTests", dependencies: ["TestSupport", "clipmill", "demo-corpus"]),
    .testTarget(name: "ExitCodeTests", dependencies: ["TestSupport", "Bundle", "clipmill"]),
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
