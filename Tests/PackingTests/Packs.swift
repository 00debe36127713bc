import Foundation
import TestSupport

/// A small bundle, and packs of it beside it.
struct Packs {
  let corpus: SmallCorpus
  /// Where packs go.
  let scratch: Scratch
  /// Path of the bundle.
  let bundle: String

  /// Exports so many events with these flags, for a test that harms its bundle or needs another one.
  init(events: Int, _ flags: [String] = []) throws {
    corpus = try SmallCorpus(events: events)
    scratch = corpus.scratch
    bundle = scratch.file("bundle")
    try export("bundle", flags)
  }

  /// Packs of a bundle of 60 events, which is made once and nobody harms.
  init() throws {
    let shared = try Self.shared.get()
    corpus = shared.corpus
    bundle = shared.bundle
    scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("bundle"), withDestinationPath: bundle)
  }

  private static let shared = Result { try Packs(events: 60) }

  func export(_ name: String, _ flags: [String] = []) throws {
    let result = try Program.export(
      corpus.manifest, scratch.file(name), ["--val-ratio", "0.4"] + flags)
    guard result.code == 0 else { throw SupportError(result.errors) }
  }

  /// Runs `pack` with units of 10 clips.
  func pack(
    _ form: String, to output: String, _ flags: [String] = [], of bundle: String = "bundle"
  ) throws -> ProcessResult {
    try Program.run(
      ["pack", scratch.file(bundle), scratch.file(output), "--to", form, "--quiet"]
        + (flags.contains("--tar-clips") ? [] : ["--tar-clips", "10"]) + flags)
  }

  /// Packs, which must end well.
  func made(
    _ form: String, as output: String, _ flags: [String] = [], of bundle: String = "bundle"
  ) throws {
    let result = try pack(form, to: output, flags, of: bundle)
    guard result.code == 0 else { throw SupportError(result.errors) }
  }

  /// Every file below a folder of the scratch and its bytes, by its path there.
  func content(_ name: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    let folder = URL(filePath: scratch.file(name)).resolvingSymlinksInPath().path
    let all = FileManager.default.enumerator(atPath: folder)
    while let file = all?.nextObject() as? String {
      guard all?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      if file.hasPrefix(".clipmill/") { continue }
      found[file] = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
      // A record says where it lies.
      if file == "metadata.json", let bytes = found[file] {
        let text = String(decoding: bytes, as: UTF8.self)
        found[file] = Data(text.replacing(/"dataset_root": "[^"]*"/, with: "").utf8)
      }
    }
    return found
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: scratch.file(name))))
  }

  func json(_ name: String) throws -> ReadJSON {
    try ReadJSON(try Data(contentsOf: URL(filePath: scratch.file(name))))
  }

  /// The rows of a file of JSON lines.
  func rows(_ name: String) throws -> [ReadJSON] {
    try read(name).split(separator: 0x0A).map { try ReadJSON(Data($0)) }
  }

  static let forms = ["webdataset", "parquet", "shar", "npy", "files"]
}
