import Testing

/// The modules a line imports, with or without an access level, attributes and a kind.
func importedModule(_ line: String) -> String? {
  var words = line.split(separator: " ").map(String.init)
  while let first = words.first, first.hasPrefix("@") || levels.contains(first) {
    words.removeFirst()
  }
  guard words.first == "import", words.count > 1 else { return nil }
  let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
  let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
  return name.split(separator: ".").first.map(String.init)
}

private let levels = ["public", "package", "internal", "fileprivate", "private"]

private func importFaults(in file: SourceFile) -> [String] {
  guard let module = file.module else { return [] }
  return file.code.compactMap(importedModule).compactMap { name in
    LayerTable.fault(importing: name, in: module).map { "\(file.path): \($0)" }
  }
}

@Test
func `every import in Sources is in the table`() throws {
  let files = try Project.sources()
  #expect(files.count > 10)
  expectNone(files.flatMap(importFaults))
}

@Test
func `Package swift says what the table says`() throws {
  let found = PackageManifest.dependencies(in: try Project.file("Package.swift"))
  for (target, dependencies) in LayerTable.dependencies.sorted(by: { $0.key < $1.key }) {
    #expect(found[target] == dependencies, "\(target)")
  }
  let code = try Project.paths(under: ["Sources"]).filter {
    !$0.hasSuffix(".md") && !$0.hasPrefix("Sources/Documentation/")
  }
  let sources = code.compactMap { SourceFile(path: $0, text: "").module }
  #expect(Set(sources) == Set(LayerTable.dependencies.keys))
}

@Test
func `the table has no circle`() {
  var left = LayerTable.dependencies
  while let next = left.sorted(by: { $0.key < $1.key })
    .first(where: { $0.value.allSatisfy { left[$0] == nil } })
  {
    left[next.key] = nil
  }
  #expect(left.keys.sorted() == [])
}

@Test(arguments: [
  ("import Foundation", "Foundation"), ("package import Dataset", "Dataset"),
  ("@preconcurrency import Glibc", "Glibc"), ("import struct Dataset.Text", "Dataset"),
  ("let important = 1", nil), ("// import Messaging", nil),
])
func `an import is recognised`(line: String, module: String?) {
  #expect(SourceFile(path: "a.swift", text: line).code.compactMap(importedModule).first == module)
}

@Test(arguments: [
  ("Dataset", "Foundation", "Dataset is pure and may not import Foundation"),
  ("Rendering", "Messaging", "Rendering may not import Messaging"),
  ("Cluster", "CZeroMQ", "only Messaging may import CZeroMQ"),
  ("Attic", "Dataset", "Attic is not in the table"),
])
func `an import outside the table is a fault`(module: String, name: String, fault: String) {
  let file = SourceFile(path: "Sources/\(module)/File.swift", text: "import \(name)\n")
  #expect(importFaults(in: file) == ["\(file.path): \(fault)"])
}

@Test
func `a manifest's dependencies are read, products included`() {
  let text = """
    .target(name: "A"),
    .executableTarget(
      name: "B",
      dependencies: [
        "A", .product(name: "Metrics", package: "swift-metrics"),
      ]),
    .testTarget(name: "ATests", dependencies: ["A"]),
    """
  let found = PackageManifest.dependencies(in: SourceFile(path: "Package.swift", text: text))
  #expect(found == ["A": [], "B": ["A", "Metrics"], "ATests": ["A"]])
}
