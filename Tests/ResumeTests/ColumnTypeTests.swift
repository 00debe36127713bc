import Foundation
import TestSupport
import Testing

/// The types of carried fields through a bundle's life.
@Suite
struct ColumnTypeTests {
  private let corpus: SmallCorpus
  private static let flags = ["--shard-events", "8", "--label-field", "v", "--val-ratio", "0.35"]

  init() throws { corpus = try SmallCorpus(events: 60, seed: 91) }

  /// The events with the value that `value` has for each; nil leaves the field out.
  private func lines(_ count: Int, _ value: (Int) -> String?) -> [EventLine] {
    corpus.lines.prefix(count).enumerated().map { number, line in
      var line = line
      line.more = value(number).map { [#""v":\#($0)"#] } ?? []
      return line
    }
  }

  private func export(
    _ lines: [EventLine], _ bundle: String, _ flags: [String] = flags
  ) throws -> String {
    let manifest = try corpus.scratch.write("events.jsonl", lines.manifest)
    let path = corpus.scratch.file(bundle)
    let result = try Program.export(manifest, path, flags)
    #expect(result.code == 0, "\(result.errors)")
    return path
  }

  private func values(_ bundle: String) throws -> Set<String> {
    var values: Set<String> = []
    for split in ["train", "val"] {
      for file in ["\(split)_labels.json", "metadata.jsonl"] {
        let text = try String(contentsOfFile: "\(bundle)/\(split)/\(file)", encoding: .utf8)
        for row in text.split(separator: "\n") {
          guard let start = row.range(of: #","v":"#) else { continue }
          values.insert(String(row[start.upperBound...].prefix { $0 != "}" }))
        }
      }
    }
    return values
  }

  private func expectSameDataset(_ bundle: String, _ other: String) throws {
    expectSame(try FolderTree.dataset(bundle), try FolderTree.dataset(other))
    #expect(try ReadBundle(bundle).digest == ReadBundle(other).digest)
    #expect(
      try Resumed.lifetime(bundle, without: ["manifest"])
        == Resumed.lifetime(other, without: ["manifest"]))
  }

  private static let later = ["0.5", "2.0", #""text""#, "[1]", "true", "null"]

  @Test(arguments: later, [false, true])
  func `a type that later events widen is that of an undisturbed export of all events`(
    value: String, losingState: Bool
  ) throws {
    let first = lines(30) { $0 % 3 == 0 ? nil : "\($0 + 1)" }
    let all = first + lines(60) { _ in value }[30...]
    let bundle = try export(first, "grown")
    #expect(try values(bundle).contains("2"))
    if losingState { try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill") }
    _ = try export(all, "grown", ["--resume"])
    try expectSameDataset(bundle, try export(all, "fresh"))
    _ = try export(all, "grown", ["--resume"])
    try expectSameDataset(bundle, corpus.scratch.file("fresh"))
  }

  @Test(arguments: [false, true])
  func `a raised limit widens the type`(losingState: Bool) throws {
    let all = lines(60) { $0 == 59 ? "0.5" : "1" }
    let bundle = try export(all, "limited", Self.flags + ["--limit", "30"])
    #expect(try values(bundle) == ["1"])
    if losingState { try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill") }
    _ = try export(all, "limited", ["--resume", "--limit", "none"])
    try expectSameDataset(bundle, try export(all, "fresh"))
    #expect(try values(bundle) == ["1.0", "0.5"])
  }

  @Test func `a value that only rows of earlier manifests hold still widens the type`()
    throws
  {
    let bundle = try export(lines(30) { $0 == 7 ? "0.5" : "1" }, "earlier")
    let later = lines(60) { _ in "1" }
    _ = try export(later, "earlier", ["--resume"])
    #expect(try values(bundle) == ["1.0", "0.5"])
    let card = try String(contentsOfFile: "\(bundle)/README.md", encoding: .utf8)
    #expect(card.contains(#"{name: "v", dtype: float64}"#))
    #expect(try ReadBundle(bundle).metadata["label_field_types"]["v"].string == "number")
    let before = try FolderTree.dataset(bundle)
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    _ = try export(later, "earlier", ["--resume"])
    expectSame(try FolderTree.dataset(bundle), before)
  }

  @Test func `a clip that is rendered again keeps its carried fields`() throws {
    let all = lines(60) { ["0.5", "1", #""text""#, #"{"a":1.0}"#, "null"][$0 % 5] }
    let bundle = try export(all, "healed")
    let before = try FolderTree.dataset(bundle)
    #expect(try values(bundle).isSuperset(of: [#""0.5""#, #""1""#, #""text""#, "null"]))
    let clips = try ReadBundle(bundle).clips
    for clip in clips.prefix(9) { try FileManager.default.removeItem(atPath: "\(bundle)/\(clip)") }
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    _ = try export(all, "healed", ["--resume"])
    expectSame(try FolderTree.dataset(bundle), before)
  }
}
