import Foundation
import TestSupport
import Testing

/// Manifests that change between one run and the next.
@Suite
struct GrowthTests {
  private let corpus: SmallCorpus
  /// Labels of the second half that the first one does not have come after.
  private let lines: [EventLine]

  init() throws {
    corpus = try SmallCorpus(events: 180, seed: 81, alone: ["take-0-13"])
    lines = corpus.lines.enumerated().map { number, line in
      var line = line
      if number >= 90, number % 7 == 0 {
        line.components = #"[{"label":"cowbell"},{"label":"kick"}]"#
      }
      return line
    }
  }

  private func manifest(_ lines: [EventLine], _ name: String = "events.jsonl") throws -> String {
    try corpus.scratch.write(name, lines.manifest)
  }

  /// Exports the lines; with `losingState` the bundle's run state is deleted before.
  private func export(
    _ lines: [EventLine], _ bundle: String, _ flags: [String] = [], losingState: Bool = false
  ) throws -> ProcessResult {
    if losingState {
      try FileManager.default.removeItem(atPath: "\(corpus.scratch.file(bundle))/.clipmill")
    }
    return try Program.export(
      try manifest(lines), corpus.scratch.file(bundle), ["--shard-events", "8"] + flags)
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [false, true])
  func `a manifest that grows and is shuffled grows the bundle`(
    seed: UInt64, losingState: Bool
  ) throws {
    let bundle = "grown-\(seed)-\(losingState)"
    let path = corpus.scratch.file(bundle)
    #expect(try export(Array(lines[..<90]), bundle).code == 0)
    let first = try ReadBundle(path)
    let classes = first.components["components"].array.map(\.string)
    #expect(try export(lines, bundle, ["--resume"], losingState: losingState).code == 0)
    let second = try ReadBundle(path)
    // Old clips stay at their place, and new ones come after.
    #expect(
      Array(second.clips.filter { $0.hasPrefix("train") }.prefix(first.train.count))
        == first.clips.filter { $0.hasPrefix("train") })
    #expect(second.components["components"].array.map(\.string) == classes + ["cowbell"])
    #expect(second.metadata["run_statistics"]["total_events"].int == 90)
    var generator = SeededNumbers(seed: seed)
    let shuffled = generator.shuffled(Array(lines[90...])) + generator.shuffled(Array(lines[..<90]))
    #expect(try export(shuffled, bundle, ["--resume"], losingState: losingState).code == 0)
    let third = try ReadBundle(path)
    #expect(third.clips == second.clips)
    #expect(third.digest == second.digest)
    #expect(third.metadata["run_statistics"]["written_clips"].int == 0)
    try expectRecounted(third, events: 180)
    try expectClipsOfFresh(path)
  }

  /// The same clips as those of an export of all lines at once, in any order.
  private func expectClipsOfFresh(_ bundle: String) throws {
    let fresh = "\(bundle)-fresh"
    #expect(try Program.export(try manifest(lines, "all.jsonl"), fresh).code == 0)
    let isClip = { (path: String) in path.hasSuffix(".wav") }
    expectSame(
      try FolderTree.dataset(bundle).filter { isClip($0.key) },
      try FolderTree.dataset(fresh).filter { isClip($0.key) })
  }

  private func expectRecounted(_ read: ReadBundle, events: Int) throws {
    let rows = read.train + read.val
    #expect(Set(read.clips).count == rows.count)
    #expect(
      Set(rows.map { "\($0["event_id"].string ?? "") \($0["label"].string ?? "")" }).count
        == rows.count)
    #expect(read.count("total_events") == events)
    #expect(read.count("sliced_events") == Set(rows.map { $0["event_id"].string }).count)
    #expect(read.count("written_clips") == rows.count)
    #expect(read.count("train_clips") == read.train.count)
    let frames = rows.map { Int((($0["duration_seconds"].double ?? 0) * 44100).rounded()) }
    #expect(
      read.metadata["statistics"]["written_seconds"].double
        == Double(frames.reduce(0, +)) / 44100)
    var counts: [String: Int] = [:]
    for row in rows { counts[row["label"].string ?? "", default: 0] += 1 }
    for label in counts.keys.sorted() {
      #expect(read.metadata["label_counts"][label].int == counts[label])
    }
    let index = read.components["component_index"]
    for row in rows { #expect(row["component_idx"].int == index[row["label"].string ?? ""].int) }
  }

  @Test(arguments: [false, true])
  func `a label that is added to a known event gives one more clip`(losingState: Bool) throws {
    let bundle = "label-\(losingState)"
    #expect(try export(Array(lines[..<60]), bundle).code == 0)
    var more = Array(lines[..<60])
    more[1].components = #"[{"label":"snare"},{"label":"clap"}]"#
    #expect(try export(more, bundle, ["--resume"], losingState: losingState).code == 0)
    let read = try ReadBundle(corpus.scratch.file(bundle))
    try expectRecounted(read, events: 60)
    #expect(read.metadata["run_statistics"]["written_clips"].int == 1)
    #expect(read.metadata["run_statistics"]["total_events"].int == 0)
    // The event counts once, even if only the bundle's own rows have it.
    #expect(try export(more, bundle, ["--resume"], losingState: losingState).code == 0)
    let again = try ReadBundle(corpus.scratch.file(bundle))
    #expect(again.digest == read.digest)
    try expectRecounted(again, events: 60)
  }

  @Test
  func `a known event whose new label cannot be rendered is quarantined alone`() throws {
    let bundle = "crash"
    #expect(try export(Array(lines[..<60]), bundle).code == 0)
    var more = Array(lines[..<60])
    for number in [12, 13, 14] { more[number].components = #"[{"label":"clap"}]"# }
    let result = try Program.export(
      try manifest(more), corpus.scratch.file(bundle), ["--resume", "--removed", "keep"],
      environment: try Harm.environment(["take-0-13": .crash]))
    #expect(result.code == 1, "\(result.errors)")
    #expect(result.leftovers == [])
    let read = try ReadBundle(corpus.scratch.file(bundle))
    #expect(read.metadata["label_counts"]["clap"].int == 2)
    #expect(read.skips.count { $0.hasSuffix("quarantined") } == 1)
  }

  /// The possible changes of an event.
  enum Change: CaseIterable {
    case onset
    case session
    /// To one of the other split.
    case split
    case length
    case source
  }

  /// The first half, with one event of one label and one of two that have changed.
  private func changed(_ change: Change) -> [EventLine] {
    var lines = Array(lines[..<90])
    for number in [17, 18] {
      switch change {
      case .onset: lines[number].onset = "0.51\(number)"
      case .session: lines[number].session = #""session-9""#
      case .split: lines[number].session = #""session-8""#
      case .length: lines[number].more = [#""context_ms":{"pre":10,"post":20}"#]
      case .source: lines[number].path = #""audio/stage/take-4.wav""#
      }
    }
    return lines
  }

  @Test(arguments: Change.allCases, [false, true])
  func `a changed event is rendered again on request, as in a fresh bundle`(
    change: Change, losingState: Bool
  ) throws {
    let bundle = "anew-\(change)-\(losingState)"
    let path = corpus.scratch.file(bundle)
    #expect(try export(Array(lines[..<90]), bundle).code == 0)
    let result = try export(
      changed(change), bundle, ["--resume", "--rerender-changed"], losingState: losingState)
    #expect(result.code == 0, "\(result.errors)")
    let read = try ReadBundle(path)
    try expectRecounted(read, events: 90)
    #expect(try export(changed(change), "\(bundle)-fresh").code == 0)
    let fresh = try FolderTree.dataset("\(path)-fresh")
    let clips = { (file: String, _: Data) in file.hasSuffix(".wav") }
    expectSame(try FolderTree.dataset(path).filter(clips), fresh.filter(clips))
    #expect(read.metadata["run_statistics"]["written_clips"].int == 3)
    #expect(try export(changed(change), bundle, ["--resume"]).code == 0)
    #expect(try ReadBundle(path).digest == read.digest)
  }

  @Test(arguments: Change.allCases, [false, true])
  func `a changed event is refused with its id`(change: Change, losingState: Bool) throws {
    let bundle = "changed-\(change)-\(losingState)"
    #expect(try export(Array(lines[..<90]), bundle).code == 0)
    let changed = changed(change)
    let before = try FolderTree.dataset(corpus.scratch.file(bundle))
    let result = try export(changed, bundle, ["--resume"], losingState: losingState)
    expectStop(result, code: 65, "event 18 (take-0-17)", "--rerender-changed")
    expectSame(try FolderTree.dataset(corpus.scratch.file(bundle)), before)
  }
}
