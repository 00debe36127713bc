import Foundation
import TestSupport
import Testing

/// The counts of `clipmill status` after a resume that rendered rows of earlier shards again.
@Suite
struct StatusCountTests {
  private static let undisturbed = Result { try Resumed(events: 60, seed: 31) }

  /// Expects every sum of `status --json` to be that of `metadata.json`, even if only the journals have it.
  private func expectCounts(
    of bundle: String, events: Int, run: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectSums(of: bundle, events: events, run: run, sourceLocation)
    let written = "\(bundle)/.clipmill/status.json"
    try FileManager.default.moveItem(atPath: written, toPath: written + ".away")
    try expectSums(of: bundle, events: events, run: run, sourceLocation)
    try FileManager.default.moveItem(atPath: written + ".away", toPath: written)
  }

  private func expectSums(
    of bundle: String, events: Int, run: Int, _ sourceLocation: SourceLocation
  ) throws {
    let shown = try Program.run(["status", bundle, "--json"])
    #expect(shown.code == 0, "\(shown.errors)", sourceLocation: sourceLocation)
    let status = try ReadJSON(Data(shown.output.utf8))
    let read = try ReadBundle(bundle)
    for name in ["total", "done"] {
      #expect(status["events"][name].int == events, "\(name)", sourceLocation: sourceLocation)
    }
    #expect(status["events"]["left"].int == 0, sourceLocation: sourceLocation)
    for (shown, stated) in [
      (status["events"]["done"], "total_events"), (status["events"]["sliced"], "sliced_events"),
      (status["events"]["skipped"], "skipped_total"),
      (status["events"]["duplicates"], "duplicates"),
      (status["clips"]["done"], "written_clips"), (status["train"]["done"], "train_clips"),
      (status["val"]["done"], "val_clips"), (status["lifetime"]["events"], "total_events"),
      (status["lifetime"]["clips"], "written_clips"),
      (status["lifetime"]["skipped"], "skipped_total"),
    ] {
      #expect(shown.int == read.count(stated), "\(stated)", sourceLocation: sourceLocation)
    }
    #expect(
      status["clips"]["seconds"].double == read.metadata["statistics"]["written_seconds"].double,
      sourceLocation: sourceLocation)
    for source in status["sources"].array {
      let name = source["name"].string ?? "?"
      #expect(source["done"].int == source["events"].int, "\(name)", sourceLocation: sourceLocation)
      for left in ["left", "clips_left", "bytes_left", "seconds_left"] {
        #expect(source[left].double == 0, "\(name) \(left)", sourceLocation: sourceLocation)
      }
      #expect(
        source["clips_planned"].int == source["clips"].int, "\(name)",
        sourceLocation: sourceLocation)
    }
    for split in ["train", "val"] {
      #expect(status[split]["events"]["left"].int == 0, "\(split)", sourceLocation: sourceLocation)
    }
    #expect(
      ["train", "val"].reduce(0) { $0 + (status[$1]["events"]["done"].int ?? 0) } == events,
      sourceLocation: sourceLocation)
    var reasons: [String: Int] = [:]
    for row in read.skipped { reasons[row["reason"].string ?? "", default: 0] += 1 }
    for reason in SkipName.all {
      #expect(
        status["skips"][reason].int ?? 0 == reasons[reason] ?? 0, "\(reason)",
        sourceLocation: sourceLocation)
    }
    #expect(status["this_run"]["events"].int == run, sourceLocation: sourceLocation)
  }

  private enum SkipName {
    static let all = ["unreadable", "quarantined", "missing_file"]
  }

  @Test
  func `clips that are rendered again count once`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("deleted")
    for clip in [lab.undisturbed.clips[2], lab.undisturbed.clips[9]] {
      try FileManager.default.removeItem(atPath: "\(bundle)/\(clip)")
    }
    let healed = try lab.resume(bundle, ["--progress", "plain"])
    try lab.expectUndisturbed(healed, bundle)
    try expectCounts(of: bundle, events: 60, run: 2)
    // The repair is of an earlier invocation now, and one of its own clips is gone.
    for clip in [lab.undisturbed.clips[2], lab.undisturbed.clips[20]] {
      try FileManager.default.removeItem(atPath: "\(bundle)/\(clip)")
    }
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    try expectCounts(of: bundle, events: 60, run: 2)
  }

  @Test
  func `events that are tried again without success, and then with success, count once`() throws {
    let lab = try Resumed(events: 120, seed: 18, alone: ["take-0-3"])
    let bundle = lab.place("tried")
    let take = lab.place("audio/stage/take-5.wav")
    let whole = try Data(contentsOf: URL(filePath: take))
    try Data().write(to: URL(filePath: take))
    let faults = try Harm.environment(["take-0-3": .crash])
    #expect(try Program.export(lab.manifest, bundle, lab.flags, environment: faults).code == 1)
    try expectCounts(of: bundle, events: 120, run: 120)
    #expect(try lab.resume(bundle, ["--deep"]).code == 1)
    try expectCounts(of: bundle, events: 120, run: 20)
    #expect(try lab.resume(bundle, ["--deep", "--retry-quarantined"]).code == 1)
    try expectCounts(of: bundle, events: 120, run: 21)
    try whole.write(to: URL(filePath: take))
    try lab.expectUndisturbed(try lab.resume(bundle, ["--deep"]), bundle)
    try expectCounts(of: bundle, events: 120, run: 20)
  }

  @Test
  func `an event that is rendered again counts once`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("anew")
    var lines = lab.corpus.lines
    lines[17].onset = "0.5117"
    let manifest = try lab.corpus.scratch.write("changed.jsonl", lines.manifest)
    let result = try Program.export(manifest, bundle, ["--resume", "--rerender-changed"])
    #expect(result.code == 0, "\(result.errors)")
    try expectCounts(of: bundle, events: 60, run: 1)
  }
}
