import Foundation

/// Reads a package manifest as text, as far as its targets and their dependencies go.
enum PackageManifest {
  enum Kind: String, CaseIterable {
    case library = ".target("
    case program = ".executableTarget("
    case test = ".testTarget("
    case system = ".systemLibrary("
  }

  struct Target {
    let name: String
    let kind: Kind
    let dependencies: Set<String>
    /// Relative to the project's folder.
    let folder: String
  }

  /// The name that an import has for a target.
  static func module(_ name: String) -> String { name.replacingOccurrences(of: "-", with: "_") }

  static func dependencies(in file: SourceFile) -> [String: Set<String>] {
    Dictionary(uniqueKeysWithValues: targets(in: file).map { ($0.name, $0.dependencies) })
  }

  static func targets(in file: SourceFile) -> [Target] {
    let text = file.lines.joined(separator: "\n")
    return Kind.allCases.flatMap { kind in
      pieces(of: text, after: kind.rawValue).compactMap { target(from: $0, kind: kind) }
    }
  }

  private static func target(from piece: String, kind: Kind) -> Target? {
    guard let name = quoted(in: piece).first else { return nil }
    let list = pieces(of: piece, after: "dependencies: [").first ?? ""
    let path = piece.components(separatedBy: "path: ").dropFirst().first.map(quoted)?.first
    let usual = (kind == .test ? "Tests/" : "Sources/") + name
    return Target(
      name: name, kind: kind, dependencies: Set(dependencies(inList: list)), folder: path ?? usual)
  }

  /// A product stands for itself, not for its package.
  private static func dependencies(inList list: String) -> [String] {
    var names = quoted(in: list)
    for product in pieces(of: list, after: ".product(") {
      for outside in quoted(in: product).dropFirst() { names.removeAll { $0 == outside } }
    }
    return names
  }

  /// The text after each occurrence of `opening`, up to the bracket that closes it.
  private static func pieces(of text: String, after opening: String) -> [String] {
    text.components(separatedBy: opening).dropFirst().map { rest in
      var depth = 1
      return String(
        rest.prefix { character in
          if "([".contains(character) { depth += 1 }
          if ")]".contains(character) { depth -= 1 }
          return depth > 0
        })
    }
  }

  private static func quoted(in text: String) -> [String] {
    let parts = text.components(separatedBy: "\"")
    return stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
  }
}
