import Foundation
import Glibc
import TestSupport
import Testing

/// A finished bundle with keys beside it, and what `clipmill doctor` says about it.
struct Patient {
  let corpus: SmallCorpus
  let bundle: String
  let keys: String

  /// A fresh one.
  init() throws {
    corpus = try SmallCorpus(events: 6)
    bundle = corpus.scratch.file("bundle")
    keys = corpus.scratch.file("bundle.keys")
    let made = try Program.export(corpus.manifest, bundle, ["--max-skip-rate", "1"])
    try #require(made.code == 0, "\(made.errors)")
    let paired = try Program.run(["keygen", keys, "--worker", "w", "--reader", "r"])
    try #require(paired.code == 0, "\(paired.errors)")
  }

  /// The document, and how the command ended; `before` is put before the executable.
  static func examine(
    _ words: [String], before: [String] = [], environment: [String: String] = [:],
    in folder: String = "/"
  ) throws -> Found {
    let result = try RunningProcess(
      before + [Program.clipmill, "doctor"] + words + ["--json"], in: folder,
      environment: environment
    ).wait()
    #expect(result.leftovers == [])
    return Found(document: try ReadJSON(Data(result.output.utf8)), result: result)
  }

  /// The record of its owner, changed.
  func changeOwner(_ change: (inout [String: Any]) -> Void) throws {
    let path = URL(filePath: "\(bundle)/.clipmill/coordinator.json")
    var record =
      try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any] ?? [:]
    record["isReleased"] = false
    change(&record)
    try JSONSerialization.data(withJSONObject: record).write(to: path)
  }
}

/// What a doctor found.
struct Found {
  let document: ReadJSON
  let result: ProcessResult

  var checks: [ReadJSON] { document["checks"].array }

  func verdict(_ name: String) -> String? {
    checks.first { $0["name"].string == name }?["verdict"].string
  }

  /// The names of what is to be done something about.
  var findings: [String] {
    checks.filter { ["warning", "problem"].contains($0["verdict"].string) }
      .compactMap { $0["name"].string }
  }

  /// Expects findings of these names and no others, each with a remedy, and exit code 1.
  func expect(
    _ names: String..., saying words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(findings == names, "\(result.output)", sourceLocation: sourceLocation)
    #expect(result.code == 1, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(document["clean"].bool == false, sourceLocation: sourceLocation)
    for check in checks where findings.contains(check["name"].string ?? "") {
      #expect(check["remedy"].string?.isEmpty == false, sourceLocation: sourceLocation)
    }
    let said = checks.filter { names.contains($0["name"].string ?? "") }
      .compactMap { $0["found"].string }.joined(separator: "\n")
    #expect(said.contains(words), "\(said)", sourceLocation: sourceLocation)
    #expect(result.errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
  }
}
