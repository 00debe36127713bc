import Foundation

/// Reads a package manifest as text, as far as its targets and their dependencies go.
enum PackageManifest {
  static func dependencies(in file: SourceFile) -> [String: Set<String>] {
    let text = file.lines.joined(separator: "\n")
    var found: [String: Set<String>] = [:]
    for kind in [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("] {
      for piece in pieces(of: text, after: kind) {
        let names = quoted(in: piece)
        guard let name = names.first else { continue }
        let list = pieces(of: piece, after: "dependencies: [").first ?? ""
        found[name] = Set(dependencies(inList: list))
      }
    }
    return found
  }

  /// A product stands for itself, not for the package it comes from.
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
