import Foundation

/// A package of the scheduler and its simulation in which every defect lies, one of them chosen by
/// the environment variable `PLANTED`.
struct PlantedCopy {
  /// The folders that have defects in the copy.
  static let planted = ["Sources/Scheduling", "Tests/Simulation"]
  /// The folders that are copied as they are.
  static let sound = ["Sources/CCrypto", "Sources/CXXHash", "Sources/Dataset", "Tests/Simulate"]

  /// The texts of the copy by their paths.
  private(set) var texts: [String: String] = [:]

  /// Copies the project at `project`; throws if a defect no longer fits it.
  init(of project: URL, planting defects: [Defect]) throws {
    for folder in Self.planted { texts.merge(try Self.texts(in: folder, of: project)) { $1 } }
    for defect in defects { try plant(defect) }
    for folder in Self.sound { texts.merge(try Self.texts(in: folder, of: project)) { $1 } }
    texts["Package.swift"] = Self.manifest
    texts["Sources/Scheduling/PlantedDefect.swift"] = Self.choice(of: defects)
  }

  private static func texts(in folder: String, of project: URL) throws -> [String: String] {
    let files = Self.files(in: folder, of: project)
    return try Dictionary(
      uniqueKeysWithValues: files.map {
        ($0, try String(contentsOf: project.appending(path: $0), encoding: .utf8))
      })
  }

  /// The paths of all files in a folder of a package.
  private static func files(in folder: String, of package: URL) -> [String] {
    let found = FileManager.default.enumerator(atPath: package.appending(path: folder).path)
    var files: [String] = []
    while let name = found?.nextObject() as? String {
      guard found?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      files.append("\(folder)/\(name)")
    }
    return files
  }

  private mutating func plant(_ defect: Defect) throws {
    for change in defect.changes {
      let found = texts.filter { $0.value.contains(change.sound) }
      let count = found.values.reduce(0) { $0 + $1.components(separatedBy: change.sound).count - 1 }
      guard count == 1, let path = found.first?.key else {
        throw Misfit(defect: defect.name, text: change.sound, count: count)
      }
      let faulty = change.faulty.replacingOccurrences(
        of: "isPlanted", with: "(plantedDefect == .\(defect.name))")
      texts[path] = texts[path]?.replacingOccurrences(of: change.sound, with: faulty)
    }
  }

  /// Writes what has changed since the last time, so that little is built again.
  func write(to folder: URL) throws {
    for path in ["Sources", "Tests"].flatMap({ Self.files(in: $0, of: folder) })
    where texts[path] == nil {
      try FileManager.default.removeItem(at: folder.appending(path: path))
    }
    for (path, text) in texts {
      let place = folder.appending(path: path)
      if text == (try? String(contentsOf: place, encoding: .utf8)) { continue }
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    }
  }
}

/// A defect that must be written again.
struct Misfit: Error, CustomStringConvertible {
  let defect: String
  let text: String
  let count: Int

  var description: String {
    """
    the defect \(defect) must be written again (Tests/Defects/DefectTable.swift): its text stands \
    \(count) times in \(PlantedCopy.planted.joined(separator: " and ")), not once: \(text)
    """
  }
}

extension PlantedCopy {
  private static func choice(of defects: [Defect]) -> String {
    """
    import Glibc

    package enum PlantedDefect: String {
      case \(defects.map(\.name).joined(separator: ", "))
    }

    package let plantedDefect = getenv("PLANTED").map { name in
      guard let defect = PlantedDefect(rawValue: String(cString: name)) else {
        fatalError("there is no such defect: \\(String(cString: name))")
      }
      return defect
    }

    """
  }

  private static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "clipmill",
      targets: [
        .systemLibrary(name: "CCrypto"),
        .systemLibrary(name: "CXXHash"),
        .target(name: "Dataset", dependencies: ["CCrypto", "CXXHash"]),
        .target(name: "Scheduling", dependencies: ["Dataset"]),
        .target(
          name: "Simulation", dependencies: ["Scheduling", "Dataset"], path: "Tests/Simulation"),
        .executableTarget(
          name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulate"),
      ],
      swiftLanguageModes: [.v6]
    )

    for target in package.targets where target.type != .system {
      target.swiftSettings = [
        "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
        "NonisolatedNonsendingByDefault",
      ].map { .enableUpcomingFeature($0) }
    }

    """
}
