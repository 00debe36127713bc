import Foundation
import TestSupport
import Testing

/// The output of `clipmill status` for a bundle whose run state was removed.
@Suite
struct PublishedStatusTests {
  /// A bundle of two runs, 40 and 20 events, with a recording that cannot be read.
  private static let grown = Result {
    let corpus = try SmallCorpus(events: 60, seed: 5)
    try Data().write(to: URL(filePath: corpus.scratch.file("audio/stage/take-5.wav")))
    let bundle = corpus.scratch.file("bundle")
    let flags = ["--shard-events", "4", "--val-ratio", "0.35", "--max-skip-rate", "1"]
    #expect(try Program.export(corpus.manifest, bundle, flags + ["--limit", "40"]).code == 0)
    let grown = try Program.export(corpus.manifest, bundle, ["--resume", "--limit", "60"])
    #expect(grown.code == 0, "\(grown.errors)")
    return (corpus: corpus, bundle: bundle)
  }

  private static func status(_ bundle: String) throws -> ReadJSON {
    let shown = try Program.run(["status", bundle, "--json"])
    #expect(shown.code == 0, "\(shown.errors)")
    return try ReadJSON(Data(shown.output.utf8))
  }

  @Test
  func `without its run state a bundle has run, skips and source sets from metadata.json`() throws {
    let grown = try Self.grown.get()
    let before = try Self.status(grown.bundle)
    let bundle = grown.corpus.scratch.file("published")
    try Shell.run(["/bin/cp", "-a", grown.bundle, bundle])
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    let status = try Self.status(bundle)
    let metadata = try ReadBundle(bundle).metadata
    #expect(status["state"].string == "complete")
    let run = metadata["run_statistics"]
    #expect(run["total_events"].int == 20)
    for (name, stated) in [
      ("events", "total_events"), ("clips", "written_clips"), ("seconds", "written_seconds"),
      ("skipped", "skipped_total"),
    ] {
      #expect(status["this_run"][name].double == run[stated].double, "\(name)")
      #expect(before["this_run"][name].double == run[stated].double, "\(name)")
    }
    #expect(status["skips"].keys == ["unreadable"])
    #expect(status["skips"]["unreadable"].int == metadata["skip_reasons"]["unreadable"].int)
    let seconds = metadata["duration_seconds_by_source"]
    #expect(status["sources"].array.map { $0["name"].string } == ["stage", "studio"])
    for source in status["sources"].array {
      let name = try #require(source["name"].string)
      #expect(source["seconds"].double == seconds[name].double, "\(name)")
      #expect(source["seconds_left"].int == 0, "\(name)")
      // Not on record, and therefore not reported.
      for field in ["events", "done", "left", "clips", "files"] {
        #expect(source[field].isNull, "\(name) \(field)")
      }
    }
    for kind in ["clips", "train", "val"] {
      for figure in ["done", "left", "seconds", "seconds_left", "bytes", "bytes_left"] {
        let (told, known) = (status[kind][figure].double, before[kind][figure].double)
        #expect(told != nil && told == known, "\(kind) \(figure)")
      }
    }
    #expect(status["host"].string == metadata["runs"].array.last?["host"].string)
  }

  @Test
  func `a record that lacks a figure of status is not used`() throws {
    let grown = try Self.grown.get()
    let bundle = grown.corpus.scratch.file("strange")
    try Shell.run(["/bin/cp", "-a", grown.bundle, bundle])
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    let path = "\(bundle)/metadata.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (old, new) in [
      ("\"sample_rate\": 44100", "\"sample_rate\": -1000000"),
      ("\"written_seconds\": ", "\"written_seconds\": -1"),
    ] {
      try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
      let shown = try Program.run(["status", bundle])
      #expect(shown.code == 0 && shown.errors == "", "\(new): \(shown.errors)")
    }
    try text.replacing("\"skip_reasons\"", with: "\"other\"")
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Program.run(["status", bundle]).code == 66)
  }
}
