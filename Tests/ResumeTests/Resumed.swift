import Foundation
import TestSupport
import Testing

/// A corpus, its undisturbed export, and the ways to disturb and resume others.
struct Resumed: Sendable {
  let corpus: SmallCorpus
  let flags: [String]
  /// The bundle of the undisturbed export.
  let undisturbed: Undisturbed
  let files: [String: Data]
  let lifetime: String

  struct Undisturbed: Sendable {
    let path: String
    let digest: String?
    /// In label order, train first.
    let clips: [String]
  }

  /// Shards of a few events, and a third of the sessions in val.
  static let usual = ["--shard-events", "4", "--val-ratio", "0.35"]

  /// Makes the corpus and exports it undisturbed.
  init(
    events: Int, seed: UInt64 = 7, alone: Set<String> = [], _ flags: [String] = usual
  ) throws {
    corpus = try SmallCorpus(events: events, seed: seed, alone: alone)
    self.flags = flags
    let path = corpus.scratch.file("undisturbed")
    let result = try Program.export(corpus.manifest, path, flags)
    guard result.code == 0 else { throw SupportError("no undisturbed bundle: \(result.errors)") }
    let bundle = try ReadBundle(path)
    undisturbed = Undisturbed(path: path, digest: bundle.digest, clips: bundle.clips)
    files = try FolderTree.dataset(path)
    lifetime = try Self.lifetime(path)
  }

  var manifest: String { corpus.manifest }

  func place(_ name: String) -> String { corpus.scratch.file(name) }

  /// A copy of the undisturbed bundle; clips that were one file are one file there too.
  func copy(_ name: String) throws -> String {
    try Shell.run(["/bin/cp", "-a", undisturbed.path, place(name)])
    return place(name)
  }

  func resume(_ bundle: String, _ flags: [String] = []) throws -> ProcessResult {
    try Program.export(manifest, bundle, ["--resume"] + flags)
  }

  /// The bundle is the undisturbed one: digest, every file, and every lifetime field.
  @discardableResult
  func expectUndisturbed(
    _ result: ProcessResult, _ bundle: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ReadBundle {
    #expect(result.code == 0, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.leftovers == [], sourceLocation: sourceLocation)
    let read = try ReadBundle(bundle)
    #expect(read.digest == undisturbed.digest, sourceLocation: sourceLocation)
    expectSame(try FolderTree.dataset(bundle), files, sourceLocation: sourceLocation)
    #expect(try Self.lifetime(bundle) == lifetime, sourceLocation: sourceLocation)
    return read
  }

  /// The statements of `metadata.json` about the whole bundle, with sorted keys: everything except the history, the
  /// run, and the members of these names.
  static func lifetime(_ bundle: String, without more: [String] = []) throws -> String {
    let bytes = try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))
    var document = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    for key in document.keys
    where key.hasPrefix("run_") || key.hasPrefix("healed_")
      || (["runs", "dataset_root", "limit"] + more).contains(key)
    { document[key] = nil }
    var statistics = document["statistics"] as? [String: Any] ?? [:]
    for key in ["recovered_events", "healed_clips", "healed_seconds"] { statistics[key] = nil }
    document["statistics"] = statistics
    let text = try JSONSerialization.data(
      withJSONObject: document, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: text, as: UTF8.self)
  }
}

/// Every file of two datasets is the same byte for byte.
func expectSame(
  _ files: [String: Data], _ others: [String: Data],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let names = Set(files.keys).union(others.keys).sorted()
  let different = names.filter { files[$0] != others[$0] }
  #expect(different == [], sourceLocation: sourceLocation)
}

/// An export that must have stopped: the exit code, and words on standard error.
func expectStop(
  _ result: ProcessResult, code: Int32, _ words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.code == code, "\(result.errors)", sourceLocation: sourceLocation)
  #expect(result.leftovers == [], sourceLocation: sourceLocation)
  #expect(result.output == "", sourceLocation: sourceLocation)
  for word in words {
    #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: sourceLocation)
  }
}

/// Tools of the system.
enum Shell {
  @discardableResult
  static func run(_ words: [String]) throws -> String {
    let result = try RunningProcess(words).wait()
    guard result.code == 0 else { throw SupportError("\(words): \(result.errors)") }
    return result.output
  }
}
