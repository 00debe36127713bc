import Foundation
import Glibc
import TestSupport

/// A folder with all that the causes of an end need; nothing in it is changed by them.
final class Lab: Sendable {
  let scratch: Scratch

  /// Made once for all.
  static let shared = Result { try Lab() }

  /// Two events of one recording, a bundle of them, and what is wrong in many ways.
  private init() throws {
    scratch = try Scratch()
    try Self.fill(scratch)
    try run(["export", "@m.jsonl", "@done", "--progress", "none"])
    try run(["export", "@m.jsonl", "@other", "--progress", "none", "--pad-to", "1"])
    try run(["keygen", "@keys"])
    try copy("keys", to: "open")
    chmod(scratch.file("open/worker-worker.key"), 0o644)
    try copy("done", to: "lost")
    for name in [".clipmill", "metadata.json"] {
      try FileManager.default.removeItem(atPath: scratch.file("lost/\(name)"))
    }
    try cutBeforePlan(try copy("done", to: "planless"))
    try scratch.write("torn/train/train_labels.json", "[")
    try scratch.write("cut/train/train_labels.json", #"[{"file":"a.wav"#)
    try scratch.write("foreign/train/train_labels.json", #"[{"event":"a"}]"#)
    try scratch.write("numbers/train/train_labels.json", "[1]")
    try scratch.write("prose/train/train_labels.json", "labels")
    try scratch.write(
      "endless/train/train_labels.json", #"[{"file":""# + String(repeating: "x", count: 17 << 20))
    try makeStateless()
    let labels = "\(try copy("done", to: "piped"))/train/train_labels.json"
    unlink(labels)
    mkfifo(labels, 0o600)
  }

  /// Bundles without their run state that do not have enough to rebuild it.
  private func makeStateless() throws {
    try run(["export", "@m.jsonl", "@bare", "--progress", "none", "--no-hf"])
    try copy("done", to: "skipless")
    for name in ["bare", "skipless"] {
      try FileManager.default.removeItem(atPath: scratch.file("\(name)/.clipmill"))
    }
    // Otherwise its digest on record is reported first.
    try OlderRecord.make(of: scratch.file("skipless"))
    try scratch.write("skipless/skipped.jsonl", "x\n")
  }

  /// A manifest, a sound, invalid documents, and folders.
  private static func fill(_ scratch: Scratch) throws {
    try scratch.write("audio/a.wav", Sound(frames: 88_200, seed: 1).wav())
    let lines = ["e1", "e2"].map { EventLine($0, path: "audio/a.wav") }
    try scratch.write("m.jsonl", lines.manifest)
    try scratch.write("bad.jsonl", lines.manifest + "{\"x\"\n")
    try scratch.write("none.jsonl", "\n")
    let lost = ["audio/a.wav", "gone.wav", "gone.wav"].enumerated()
      .map { EventLine("l\($0)", path: $1) }
    try scratch.write("missing.jsonl", lost.manifest)
    try scratch.write("noise.jsonl", [EventLine("n", path: "file")].manifest)
    try scratch.makeFolder("empty")
    try makeSocket(scratch.file("socket"))
    try scratch.write("file", "x\n")
    try scratch.write("array.json", "[1]")
    try scratch.write("unknown.json", #"{"limmit":1}"#)
    try scratch.write("twice.json", #"{"limit":1,"limit":2}"#)
    try scratch.write("flag.json", #"{"checksums":1}"#)
    try scratch.write("list.json", #"{"limit":[1]}"#)
    try scratch.write("broken.json", "{")
    try scratch.write("blank.json", "[]")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("dangling"), withDestinationPath: "nowhere")
  }

  /// Words in which a leading or embedded `@` stands for the lab's folder.
  func words(_ words: [String]) -> [String] { words.map(text) }

  func text(_ text: String) -> String {
    text.replacingOccurrences(of: "@", with: scratch.path + "/")
  }

  /// Copies a folder, and gives the copy's path.
  @discardableResult
  func copy(_ name: String, to other: String) throws -> String {
    try FileManager.default.copyItem(atPath: scratch.file(name), toPath: scratch.file(other))
    return scratch.file(other)
  }

  private func run(_ arguments: [String]) throws {
    let result = try Program.run(words(arguments))
    guard result.code == 0 else { throw SupportError("\(arguments): \(result.errors)") }
  }

  /// A socket's name in the file system.
  private static func makeSocket(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafeBytes(of: &address) { bytes in
      bind(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(bytes.count))
    }
    guard isBound == 0 else { throw SupportError("no socket at \(path)") }
  }

  /// Takes a bundle back to a state in which its run had only begun.
  private func cutBeforePlan(_ bundle: String) throws {
    let journal = URL(filePath: "\(bundle)/.clipmill/journal.1")
    let text = try String(contentsOf: journal, encoding: .utf8)
    let start = text.split(separator: "\n").prefix { !$0.contains(#"{"planned":"#) }
    try Data((start.joined(separator: "\n") + "\n").utf8).write(to: journal)
  }
}
