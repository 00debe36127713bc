import Foundation
import Glibc

/// `clipmill export --verify-only` run to its end.
struct VerifyProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The executable under test, which lies beside the test bundle.
  private static let executable: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: "clipmill").path
  }()

  init(_ corpus: Corpus, _ flags: [String] = [], in folder: String = "/") throws {
    try corpus.writeManifest()
    try self.init(
      ["export", corpus.manifest, corpus.bundle, "--verify-only", "--progress", "none"] + flags,
      in: folder, results: corpus.path + "-results")
  }

  /// In a terminal of so many columns.
  init(_ corpus: Corpus, _ flags: [String] = [], columns: Int) throws {
    try corpus.writeManifest()
    let words =
      [Self.executable, "export", corpus.manifest, corpus.bundle, "--verify-only"] + flags
    let command = words.map { "'\($0)'" }.joined(separator: " ")
    try self.init(
      program: "/usr/bin/script",
      ["-qec", "stty cols \(columns) rows 24; \(command) --progress none", "/dev/null"], in: "/",
      results: corpus.path + "-results")
  }

  /// Standard output and error go to files, which never fill up as pipes do.
  init(
    program: String = Self.executable, _ arguments: [String], in folder: String, results: String
  ) throws {
    try FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: results) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardInput = FileHandle.nullDevice
    var files: [FileHandle] = []
    for name in ["output", "errors"] {
      let path = "\(results)/\(name)"
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      files.append(try FileHandle(forWritingTo: URL(filePath: path)))
    }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try process.run()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = try String(contentsOfFile: "\(results)/output", encoding: .utf8)
    errors = try String(contentsOfFile: "\(results)/errors", encoding: .utf8)
  }

  /// Standard output as a JSON object.
  var document: [String: Any] {
    get throws {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }
}
