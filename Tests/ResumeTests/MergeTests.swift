import Foundation
import TestSupport
import Testing

/// `clipmill merge`, and merges that were killed.
@Suite
struct MergeTests {
  private static let undisturbed = Result { try Resumed(events: 240, seed: 71) }

  @Test
  func `committed shards can be merged before the rest is done`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("early")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 10))
    _ = try victim.killAll()
    let committed = try Journals.committedEvents(bundle)
    try #require(committed < 240)
    let merged = try Program.run(["merge", bundle])
    #expect(merged.code == 0, "\(merged.errors)")
    let remaining = 240 - committed
    #expect(merged.output.contains("\(remaining) events remain"), "\(merged.output)")
    let read = try ReadBundle(bundle)
    #expect(read.metadata["complete"].bool == false)
    #expect(read.metadata["events_remaining"].int == remaining)
    #expect(read.count("total_events") == committed)
    #expect(read.clips.count == read.count("written_clips"))
    for clip in read.clips { #expect(try read.bytes(clip) == lab.files[clip]) }
    let components = try Data(contentsOf: URL(filePath: "\(bundle)/components.json"))
    let labels = try ReadJSON(components)["components"].array.map(\.string)
    let whole = try ReadJSON(try #require(lab.files["components.json"]))["components"].array
    #expect(labels == whole.map(\.string))
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["killed"])
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `merging a complete bundle changes nothing in it`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("whole")
    let result = try Program.run(["merge", bundle])
    #expect(result.output.contains("complete"))
    try lab.expectUndisturbed(result, bundle)
  }

  @Test
  func `without a run there is nothing to merge`() throws {
    let lab = try Self.undisturbed.get()
    expectStop(try Program.run(["merge", lab.place("nowhere")]), code: 66, lab.place("nowhere"))
  }

  @Test
  func `a merge that waits for a report says so, and names the remedy`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("reportless")
    let folder = "\(bundle)/.clipmill/reports/0"
    let report = "\(folder)/\(FolderTree.paths(folder)[0])"
    let bytes = try Data(contentsOf: URL(filePath: report))
    try FileManager.default.removeItem(atPath: report)
    let merge = try RunningProcess([Program.clipmill, "merge", bundle])
    #expect(
      try merge.waits { merge.errorsSoFar.contains("waiting up to 75 s for \(report), which") })
    merge.send(SIGTERM)
    #expect(try merge.wait().code != 0)
    try Data(bytes.reversed()).write(to: URL(filePath: report))
    let damaged = try Program.run(["merge", bundle])
    #expect(damaged.code == 74)
    #expect(
      damaged.errors.contains("though it was committed (a resume renders its shard again)"),
      "\(damaged.errors)")
  }

  @Test
  func `files that a killed merge left are removed by the next one`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("left")
    for name in [
      "metadata.json", "train/train_labels.json", "val/metadata.jsonl", ".clipmill/digest-val.part",
    ] {
      try Data("left".utf8).write(to: URL(filePath: "\(bundle)/\(name).1999999999.part"))
    }
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(FolderTree.paths(bundle).filter { $0.hasSuffix(".part") } == [])
  }
}
