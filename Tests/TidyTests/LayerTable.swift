/// The allowed imports: the project's own targets, lowest floor first.
///
/// `Package.swift` must say the same, and every import in the sources must be listed here.
enum LayerTable {
  static let dependencies: [String: Set<String>] = [
    "CCrypto": [], "CXXHash": [], "CSndfile": [], "CSoxr": [], "CZeroMQ": [], "CZlib": [],
    "CSimdJSON": [], "CLinux": [], "CBuild": [],
    "Dataset": ["CCrypto", "CXXHash"],
    "AudioIO": ["CSndfile", "CSoxr"],
    "Messaging": ["CZeroMQ", "Files"],
    "JSON": ["CSimdJSON", "Dataset"],
    "Files": ["CLinux", "Dataset"],
    "Manifest": ["Files", "JSON", "Dataset"],
    "Bundle": ["AudioIO", "Files", "JSON", "Dataset"],
    "Containers": ["Bundle", "JSON", "Dataset"],
    "Comparing": ["AudioIO", "Bundle", "Files", "JSON", "Dataset"],
    "Merging": ["Bundle", "AudioIO", "Files", "JSON", "Dataset"],
    "Scheduling": ["Dataset"],
    "Planning": ["Bundle", "Manifest", "Files", "Dataset"],
    "Rendering": ["AudioIO", "Containers", "Bundle", "Manifest", "Files", "Dataset"],
    "Survey": ["Planning", "AudioIO", "Bundle", "Manifest", "Files", "JSON", "Dataset"],
    "Packing": [
      "Planning", "Merging", "Containers", "AudioIO", "Bundle", "Files", "JSON", "Dataset",
    ],
    "Pages": ["Survey", "AudioIO", "Bundle", "Files", "Dataset"],
    "Import": ["CZlib", "Manifest", "Files", "JSON", "Dataset"],
    "Help": ["JSON", "Dataset", "ArgumentParser"],
    "Integrity": ["Files", "JSON", "Dataset"],
    "RunState": [
      "Scheduling", "Planning", "Bundle", "Manifest", "Files", "JSON", "Dataset",
    ],
    "Export": [
      "RunState", "Scheduling", "Planning", "Merging", "Bundle", "Manifest", "Files", "JSON",
      "Dataset", "CBuild",
    ],
    "Web": ["Export", "RunState", "Scheduling", "Bundle", "Files", "Dataset", "CLinux"],
    "Drawing": ["Export", "Scheduling", "Dataset"],
    "Terminal": ["Drawing", "Export", "RunState", "Files", "Dataset"],
    "Cluster": [
      "Export", "RunState", "Scheduling", "Messaging", "Planning", "Rendering", "Merging",
      "Bundle", "Manifest", "Files", "JSON", "Dataset", "CLinux",
    ],
    "Doctor": [
      "Cluster", "Export", "RunState", "Messaging", "Import", "Bundle", "Files", "JSON",
      "Dataset",
    ],
    "clipmill": [
      "Comparing", "Doctor", "Cluster", "Terminal", "Drawing", "Export", "RunState",
      "Messaging", "Survey", "Import", "Integrity", "Bundle", "Manifest", "Packing", "Planning",
      "Pages", "Web", "Help", "Files", "JSON", "Dataset",
      "ArgumentParser",
    ],
  ]

  /// Outside modules with one owner: no other target in Sources imports them, listed or not.
  static let owners: [String: Set<String>] = [
    "CZeroMQ": ["Messaging"], "CSndfile": ["AudioIO"], "CSoxr": ["AudioIO"],
    "CSimdJSON": ["JSON"], "CCrypto": ["Dataset"], "CXXHash": ["Dataset"],
    "CZlib": ["Import"], "CBuild": ["Export"],
  ]

  /// Modules of the system and the toolchain.
  static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  /// Values and decisions: they see no file, socket, clock or locale.
  static let pure: Set<String> = ["Dataset", "Scheduling", "Drawing"]

  /// The fault of an import of `name` in `module`; nil if it has none.
  static func fault(importing name: String, in module: String) -> String? {
    guard let allowed = dependencies[module] else { return "\(module) is not in the table" }
    if let owners = owners[name], !owners.contains(module) {
      return "only \(owners.sorted().joined(separator: ", ")) may import \(name)"
    }
    if system.contains(name) {
      return pure.contains(module) ? "\(module) is pure and may not import \(name)" : nil
    }
    return allowed.contains(name) ? nil : "\(module) may not import \(name)"
  }
}
