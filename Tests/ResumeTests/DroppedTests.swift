import Foundation
import TestSupport
import Testing

/// `--resume --removed drop`: the bundle becomes that of an undisturbed run over the new manifest.
@Suite
struct DroppedTests {
  private static let undisturbed = Result {
    try Resumed(events: 120, seed: 91, alone: ["take-1-4"], flags)
  }

  private static let flags =
    Resumed.usual + ["--label-field", "note", "--checksums", "--max-skip-rate", "1"]

  /// The result of an undisturbed export of the lines.
  private struct Expected {
    let manifest: String
    let events: Int
    let files: [String: Data]
    let lifetime: String
    let clips: [String]
  }

  private func expected(
    _ lab: Resumed, _ name: String, _ lines: [EventLine], _ flags: [String] = []
  ) throws -> Expected {
    let manifest = try lab.corpus.scratch.write("\(name).jsonl", lines.manifest)
    let path = lab.place("\(name)-fresh")
    let result = try Program.export(manifest, path, lab.flags + flags)
    guard result.code == 0 else { throw SupportError("no bundle of \(name): \(result.errors)") }
    return Expected(
      manifest: manifest, events: lines.count, files: try FolderTree.dataset(path),
      lifetime: try Resumed.lifetime(path), clips: try ReadBundle(path).clips)
  }

  @discardableResult
  private func expect(
    _ result: ProcessResult, _ bundle: String, _ expected: Expected,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ReadBundle {
    #expect(result.code == 0, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.leftovers == [], sourceLocation: sourceLocation)
    expectSame(
      try FolderTree.dataset(bundle), expected.files, sourceLocation: sourceLocation)
    #expect(
      try Resumed.lifetime(bundle) == expected.lifetime, sourceLocation: sourceLocation)
    return try ReadBundle(bundle)
  }

  private func drop(
    _ expected: Expected, _ bundle: String, _ flags: [String] = []
  ) throws -> ProcessResult {
    try Program.export(
      expected.manifest, bundle, ["--resume", "--removed", "drop"] + flags)
  }

  /// The corpus without these lines; the first ones give the classes their numbers.
  private func without(_ range: Range<Int>, _ lab: Resumed) -> [EventLine] {
    Array(lab.corpus.lines[..<range.lowerBound] + lab.corpus.lines[range.upperBound...])
  }

  /// The corpus without some of its events, in another order, with labels and fields that changed, new
  /// events, equal events and events without a label.
  private func edited(_ lab: Resumed, seed: UInt64) -> [EventLine] {
    var generator = SeededNumbers(seed: seed)
    var lines = lab.corpus.lines.filter { _ in generator.below(4) > 0 }
    // Class numbers stay those of the first manifest.
    lines =
      Array(lab.corpus.lines[..<8])
      + lines.filter { line in
        !lab.corpus.lines[..<8].contains { $0.id == line.id }
      }
    for number in 20..<30 { lines[number].more = [#""note":"n\#(number)""#] }
    lines[33].components = #"[{"label":"ride"},{"label":"kick"},{"label":"tom"}]"#
    lines.append(EventLine("new-1", path: "audio/stage/take-4.wav", onset: 1, source: "stage"))
    lines.append(lines[9])
    lines.append(EventLine("new-2", path: "audio/stage/take-4.wav", labels: [], source: "stage"))
    return Array(lines[..<8])
      + (seed == 1 ? Array(lines[8...]) : generator.shuffled(Array(lines[8...])))
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [false, true])
  func `the result is the bundle of an undisturbed run over the new manifest`(
    seed: UInt64, losingState: Bool
  ) throws {
    let lab = try Self.undisturbed.get()
    let expected = try expected(lab, "edited-\(seed)-\(losingState)", edited(lab, seed: seed))
    let bundle = try lab.copy("dropped-\(seed)-\(losingState)")
    if losingState { try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill") }
    let result = try drop(expected, bundle, ["--progress", "plain"])
    #expect(result.errors.contains("their rows and clips are removed"), "\(result.errors)")
    let read = try expect(result, bundle, expected)
    // Existing clips are taken over; only new ones are this run's work.
    let old = Set(lab.undisturbed.clips)
    let new = expected.clips.filter { !old.contains($0) }.count
    let written = read.metadata["run_statistics"]["written_clips"].int ?? -1
    #expect((new...new + 2).contains(written), "\(written) instead of \(new)")
    #expect(read.metadata["removed_events"].int == 0)
    for flags in [[], ["--removed", "drop"], ["--deep"]] {
      let again = try Program.export(expected.manifest, bundle, ["--resume"] + flags)
      let read = try expect(again, bundle, expected)
      #expect(read.metadata["run_statistics"]["total_events"].int == 0)
    }
    // The bundle's own files have all of it.
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    try expect(try Program.export(expected.manifest, bundle, ["--resume"]), bundle, expected)
  }

  private static let seeds: ClosedRange<UInt64> = {
    1...(ProcessInfo.processInfo.environment["SEEDS"].flatMap { UInt64($0) } ?? 4)
  }()

  @Test(arguments: seeds)
  func `a drop that is killed is finished by the next plain resume`(seed: UInt64) throws {
    let lab = try Self.undisturbed.get()
    let expected = try expected(lab, "killed-\(seed)", edited(lab, seed: seed &+ 10))
    let bundle = try lab.copy("killed-\(seed)")
    var random = SeededNumbers(seed: seed)
    var decided = false
    for _ in 0..<(1 + random.below(3)) {
      let flags = decided ? ["--resume"] : ["--resume", "--removed", "drop"]
      let victim = try Victim(expected.manifest, bundle, flags)
      let journals = Journals.paths(bundle).count
      let commits = victim.committed
      let moment = random.below(3)
      let more = random.below(12)
      _ = try victim.process.waits {
        switch moment {
        case 0: victim.records("anew") > 0
        case 1: victim.committed > commits + more
        default: Journals.paths(bundle).count > journals && victim.records("synced") > 0
        }
      }
      for _ in 0..<random.below(100) { usleep(200) }
      _ = try victim.killAll()
      decided = victim.records("anew") > 0
      if decided, random.below(2) == 0 {
        let merged = try Program.run(["merge", bundle])
        #expect(merged.code == 0, "\(merged.errors)")
        let read = try ReadBundle(bundle)
        #expect(
          read.count("total_events") + (read.metadata["events_remaining"].int ?? -1)
            == expected.events)
      }
    }
    let flags = decided ? ["--resume"] : ["--resume", "--removed", "drop"]
    try expect(try Program.export(expected.manifest, bundle, flags), bundle, expected)
    #expect(FolderTree.paths(bundle).filter { $0.hasSuffix(".part") } == [])
  }

  @Test
  func `clips that a killed drop left are removed by the next resume`() throws {
    let lab = try Self.undisturbed.get()
    let expected = try expected(lab, "swept", without(20..<40, lab))
    let bundle = try lab.copy("swept")
    #expect(try drop(expected, bundle).code == 0)
    // The same state as after a kill right after metadata.json.
    let journal = try #require(Journals.paths(bundle).last)
    let lines = try String(contentsOfFile: journal, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let end = try #require(lines.firstIndex { $0.contains(#""swept""#) })
    try (lines[..<end].joined(separator: "\n") + "\n")
      .write(toFile: journal, atomically: false, encoding: .utf8)
    let left = try #require(lab.undisturbed.clips.first { expected.files[$0] == nil })
    try Data("left".utf8).write(to: URL(filePath: "\(bundle)/\(left)"))
    try expect(try Program.export(expected.manifest, bundle, ["--resume"]), bundle, expected)
  }

  @Test(arguments: [0, 2])
  func `a drop removes nothing behind a link among the clips, and no file without a clip's name`(
    fanout: Int
  ) throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("linked-\(fanout)")
    let flags = lab.flags + ["--clip-fanout", "\(fanout)"]
    #expect(try Program.export(lab.manifest, bundle, flags).code == 0)
    let manifest = try lab.corpus.scratch.write(
      "linked-\(fanout).jsonl", without(20..<40, lab).manifest)
    let victim = try lab.corpus.scratch.makeFolder("victim-\(fanout)")
    let audio = "\(bundle)/train/audio"
    let folder = fanout == 0 ? audio : "\(audio)/\(FolderTree.paths(audio)[0].prefix(2))"
    for (name, place) in [("e__kick.wav", victim), ("e__kick.wav", folder), ("take.wav", folder)] {
      try Data("of others".utf8).write(to: URL(filePath: "\(place)/\(name)"))
    }
    let used = Set(FolderTree.paths(audio).map { $0.prefix(2) })
    let free = try #require(
      (0x10...0xFF).map { String($0, radix: 16) }.first { !used.contains($0[...]) })
    try FileManager.default.createSymbolicLink(
      atPath: "\(audio)/\(free)", withDestinationPath: victim)
    let result = try Program.export(manifest, bundle, ["--resume", "--removed", "drop"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(FolderTree.paths(victim) == ["e__kick.wav"])
    #expect(FileManager.default.fileExists(atPath: "\(folder)/take.wav"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/e__kick.wav"))
  }

  @Test
  func `skipped events that are removed have no row any more`() throws {
    let lab = try Self.undisturbed.get()
    let lines = lab.corpus.lines
    let bundle = lab.place("skipped")
    let all = try lab.corpus.scratch.write(
      "skips.jsonl",
      (lines.map { line in
        var line = line
        if line.id == #""take-1-4""# { line.path = #""audio/nowhere.wav""# }
        return line
      } + [EventLine("empty", path: "audio/stage/take-4.wav", labels: [], source: "stage")])
      .manifest)
    #expect(try Program.export(all, bundle, lab.flags + ["--max-skip-rate", "1"]).code == 0)
    #expect(try ReadBundle(bundle).skips.count == 2)
    let expected = try expected(lab, "unskipped", lines.filter { $0.id != #""take-1-4""# })
    try expect(try drop(expected, bundle), bundle, expected)
  }

  @Test
  func `kept events are dropped on request`() throws {
    let lab = try Self.undisturbed.get()
    let expected = try expected(lab, "later", without(10..<20, lab))
    let bundle = try lab.copy("later")
    let kept = try Program.export(
      expected.manifest, bundle, ["--resume", "--removed", "keep"])
    #expect(kept.code == 0)
    #expect(try ReadBundle(bundle).metadata["removed_events"].int == 10)
    try expect(try drop(expected, bundle), bundle, expected)
  }

  @Test
  func `a drop raises the limit too`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("limit")
    #expect(try Program.export(lab.manifest, bundle, lab.flags + ["--limit", "30"]).code == 0)
    let expected = try expected(
      lab, "limit", without(12..<15, lab), ["--limit", "50"])
    try expect(try drop(expected, bundle, ["--limit", "50"]), bundle, expected)
  }

  @Test
  func `the next claimant gets the clip of a removed owner`() throws {
    let lab = try Self.undisturbed.get()
    var lines = lab.corpus.lines
    var heir = lines[40]
    heir.onset = "1.25"
    lines.append(heir)
    let bundle = lab.place("heir")
    let both = try lab.corpus.scratch.write("owners.jsonl", lines.manifest)
    #expect(try Program.export(both, bundle, lab.flags).code == 0)
    lines.remove(at: 40)
    lines.remove(at: 12)
    let expected = try expected(lab, "heir", lines)
    // It is another event under the same clip path: that it changed has to be accepted, too.
    let refused = try drop(expected, bundle)
    expectStop(refused, code: 65, "--rerender-changed")
    try expect(try drop(expected, bundle, ["--rerender-changed"]), bundle, expected)
  }

  @Test
  func `a drop heals missing clips, and earlier healing stays on record`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("healed")
    try FileManager.default.removeItem(atPath: "\(bundle)/\(lab.undisturbed.clips[50])")
    #expect(try lab.resume(bundle).code == 0)
    #expect(try ReadBundle(bundle).count("healed_clips") == 1)
    let expected = try expected(lab, "healed", without(9..<16, lab))
    let standing = lab.undisturbed.clips.filter { expected.files[$0] != nil }
    try FileManager.default.removeItem(atPath: "\(bundle)/\(standing[20])")
    try Damage.overwrite("\(bundle)/\(standing[30])")
    let read = try expect(try drop(expected, bundle, ["--deep"]), bundle, expected)
    #expect(read.count("healed_clips") == 1)
  }

  @Test
  func `class numbers and folders stay those of the bundle`() throws {
    let lab = try Resumed(events: 60, seed: 92, Resumed.usual + ["--clip-fanout", "1"])
    let bundle = try lab.copy("classes")
    let before = try ReadBundle(bundle).components["components"].array.map(\.string)
    let fewer = try lab.corpus.scratch.write(
      "classes.jsonl",
      lab.corpus.lines.reversed().filter { !$0.components.contains("ride") }.manifest)
    let result = try Program.export(fewer, bundle, ["--resume", "--removed", "drop"])
    #expect(result.code == 0, "\(result.errors)")
    let read = try ReadBundle(bundle)
    #expect(read.components["components"].array.map(\.string) == before)
    #expect(read.components["counts"]["ride"].int == 0)
    #expect(read.metadata["clip_fanout"].int == 1)
    #expect(try Program.run(["health", "--bundle", bundle]).code == 0)
  }
}
