import Foundation
import Testing

/// A failure for each fault, so that each is a line of its own.
func expectNone(_ faults: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  for fault in faults { Issue.record(Comment(rawValue: fault), sourceLocation: sourceLocation) }
}

/// A file of the project, and what of its text is code.
struct SourceFile: Sendable {
  /// Relative to the project's folder.
  let path: String
  let lines: [String]
  /// The lines with comments and the insides of strings blanked out.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
    code = path.hasSuffix(".swift") ? CodeMask.masked(text).components(separatedBy: "\n") : lines
  }

  var name: String { String(path.split(separator: "/").last ?? "") }

  /// The module a source belongs to; nil outside Sources.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }
}

/// The files of this project.
enum Project {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func files(under folders: [String], withExtension suffix: String) throws -> [SourceFile] {
    try paths(under: folders).filter { $0.hasSuffix("." + suffix) }.map(file)
  }

  static func file(_ path: String) throws -> SourceFile {
    SourceFile(
      path: path, text: try String(contentsOf: folder.appending(path: path), encoding: .utf8))
  }

  /// Swift sources and tests, read once.
  static func swiftFiles() throws -> [SourceFile] { try readFiles.get() }

  /// Swift sources.
  static func sources() throws -> [SourceFile] { try swiftFiles().filter { $0.module != nil } }

  private static let readFiles = Result {
    try files(under: ["Sources", "Tests"], withExtension: "swift")
  }

  /// The files git keeps or would keep, in order; what is ignored is not part of the project.
  static func paths(under folders: [String] = []) throws -> [String] {
    let git = Process()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments =
      ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"] + folders
    git.currentDirectoryURL = folder
    let output = Pipe()
    git.standardOutput = output
    try git.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    git.waitUntilExit()
    let listed = String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
    // A file that was removed but not yet committed is still listed.
    return Set(listed).sorted().filter {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }
}

extension String {
  /// Without spaces at either end.
  var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
