import Foundation
import TestSupport
import Testing

/// Decoders that crash, hang or eat memory over the recording of one event.
@Suite
struct DecoderFaultTests {
  private static let events = 90
  private static let victim = "take-2-7"
  private static let flags = [
    "--shard-events", "20", "--event-deadline", "3s", "--renderer-memory", "400",
  ]

  /// An export whose decoder does this to its victim: the clips that one that is sound has besides.
  private func export(
    _ harm: Harm, _ more: [String] = []
  ) throws -> (result: ProcessResult, bundle: ReadBundle, missing: [String]) {
    let corpus = try SmallCorpus(events: Self.events, seed: 3, alone: [Self.victim])
    let (sound, damaged) = (corpus.scratch.file("sound"), corpus.scratch.file("damaged"))
    let undisturbed = try expectBundle(
      try Program.export(corpus.manifest, sound), sound, events: Self.events)
    let result = try Program.export(
      corpus.manifest, damaged, Self.flags + more,
      environment: try Harm.environment([Self.victim: harm]))
    let bundle = try ReadBundle(damaged)
    try expectAccounted(bundle, events: Self.events)
    for clip in bundle.clips {
      #expect(try bundle.bytes(clip) == undisturbed.bytes(clip), "\(clip)")
    }
    let status = try ReadJSON(Data(Program.run(["status", damaged, "--json"]).output.utf8))
    let aside = status["quarantined"].array.map { $0["subject"].string ?? "?" }
    let ordinal = corpus.lines.firstIndex { $0.id == "\"\(Self.victim)\"" }.map { $0 + 1 }
    #expect(aside == ordinal.map { ["event \($0) of the manifest"] })
    return (result, bundle, undisturbed.clips.filter { !bundle.clips.contains($0) })
  }

  @Test(arguments: [Harm.crash, .hang, .memory])
  func `an event whose decoder fails is quarantined alone, and status has its number`(harm: Harm)
    throws
  {
    let (result, bundle, missing) = try export(harm)
    #expect(result.code == 1, "\(result.errors)")
    #expect(result.leftovers == [])
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("1 event was quarantined because decoding fails"))
    #expect(result.errors.contains("--max-quarantined"))
    #expect(result.errors.contains("skipped.jsonl"))
    #expect(missing.count == 1 && missing[0].contains("/\(Self.victim)__"))
    #expect(bundle.skipped.map { $0["event_id"].string } == [Self.victim])
    #expect(bundle.skipped.map { $0["reason"].string } == ["quarantined"])
    #expect(bundle.skipped[0]["detail"].string?.isEmpty == false)
    #expect(bundle.count("sliced_events") == Self.events - 1)
  }

  @Test
  func `a quarantined event is not a failure if one is allowed`() throws {
    let (result, bundle, missing) = try export(.crash, ["--max-quarantined", "1"])
    #expect(result.code == 0)
    #expect(result.errors == "")
    #expect(bundle.skipped.map { $0["reason"].string } == ["quarantined"])
    #expect(missing.count == 1)
  }
}
