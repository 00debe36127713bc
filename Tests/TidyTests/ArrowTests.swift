import Testing

/// Arrows of the manifest that no file needs, and imports that it does not declare.
///
/// A test may name a program only to have it built.
private func arrowFaults(in manifest: SourceFile, of files: [SourceFile]) -> [String] {
  let targets = PackageManifest.targets(in: manifest)
  let programs = Set(targets.filter { $0.kind == .program }.map { PackageManifest.module($0.name) })
  let known = Set(targets.flatMap { [$0.name] + $0.dependencies }.map(PackageManifest.module))
  return targets.flatMap { target in
    let own = files.filter { $0.path.hasPrefix(target.folder + "/") }
    let imported = Set(own.flatMap { $0.code.compactMap(importedModule) })
    let declared = Set(target.dependencies.map(PackageManifest.module))
    let built = target.kind == .test ? programs : []
    return declared.subtracting(imported).subtracting(built).sorted()
      .map { "\(target.name) declares \($0), which no file imports" }
      + imported.intersection(known).subtracting(declared).sorted()
      .map { "\(target.name) imports \($0), which it does not declare" }
  }
}

@Test
func `every arrow of Package swift is used, and every import declared`() throws {
  expectNone(arrowFaults(in: try Project.file("Package.swift"), of: try Project.swiftFiles()))
}

@Test
func `an unused and an undeclared arrow are found, in Sources and in Tests`() {
  let manifest = """
    .target(name: "A"),
    .target(name: "B", dependencies: ["A", .product(name: "Log", package: "swift-log")]),
    .executableTarget(name: "a-tool", dependencies: ["B"], path: "Tests/Tool"),
    .testTarget(name: "BTests", dependencies: ["B", "a-tool"]),
    """
  let files = [
    ("Sources/A/A.swift", "import Glibc"), ("Sources/B/B.swift", "package import A"),
    ("Tests/Tool/Main.swift", "import Log\nimport B"),
    ("Tests/BTests/BTests.swift", "@testable import A\nimport Testing"),
  ]
  let faults = arrowFaults(
    in: SourceFile(path: "Package.swift", text: manifest),
    of: files.map { SourceFile(path: $0.0, text: $0.1) })
  #expect(
    faults == [
      "B declares Log, which no file imports",
      "a-tool imports Log, which it does not declare",
      "BTests declares B, which no file imports",
      "BTests imports A, which it does not declare",
    ])
}
