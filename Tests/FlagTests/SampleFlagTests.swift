import Foundation
import Testing

/// `--sample stratified`, through the executable.
struct SampleFlagTests {
  /// 80 events of set a, 15 of b, 5 of c; c last, so that the first events hold none.
  private func uneven() throws -> SmallExport {
    try SmallExport(
      (0..<100).map { number in
        var event = SmallExport.Event(id: "e\(number)", source: number < 80 ? "a" : "b")
        if number >= 95 { event.source = "c" }
        event.onset = 0.01 * Double(number)
        return event
      })
  }

  private func numbers(_ small: SmallExport, _ bundle: String) throws -> [Int] {
    try small.labels(bundle).compactMap { Int("\($0["event_id"] ?? "")".dropFirst()) }
  }

  @Test
  func `a stratified sample has every set in proportion, and each split keeps the order`() throws {
    let small = try uneven()
    try small.export("bundle", ["--limit", "20", "--sample", "stratified", "--shard-events", "3"])
    let rows = try small.labels("bundle")
    let counts = Dictionary(grouping: rows) { "\($0["source_set"] ?? "")" }.mapValues(\.count)
    #expect(counts == ["a": 16, "b": 3, "c": 1])
    let train = try small.rows("bundle/train/train_labels.json").compactMap {
      Int("\($0["event_id"] ?? "")".dropFirst())
    }
    #expect(train == train.sorted())
    let metadata = try #require(try small.json("bundle/metadata.json") as? [String: Any])
    #expect(metadata["total_events_processed"] as? Int == 20)
  }

  @Test
  func `the sample is the same for any shards, and its clips are those of the whole export`() throws
  {
    let small = try uneven()
    let flags = ["--limit", "20", "--sample", "stratified", "--no-hf"]
    try small.export("one", flags)
    try small.export("many", flags + ["--shard-events", "1", "--workers", "2"])
    #expect(try numbers(small, "one") == numbers(small, "many"))
    try small.export("whole", ["--no-hf"])
    for file in small.files("one") where file.hasSuffix(".wav") {
      #expect(try small.bytes("one/\(file)") == small.bytes("whole/\(file)"))
    }
  }

  @Test
  func `a malformed line anywhere stops a stratified run, or is excluded from it`() throws {
    let small = try uneven()
    try small.write(try small.text("events.jsonl") + "{\n", to: "events.jsonl")
    let flags = ["--limit", "20", "--sample", "stratified"]
    let stopped = try Command.clipmill(
      ["export", "events.jsonl", "bundle"] + flags, in: small.folder)
    #expect(stopped.code == 65 && stopped.errors.contains("line 101"))
    try small.export("bundle", flags + ["--on-bad-line", "skip"])
    #expect(try numbers(small, "bundle").count == 20)
  }

  @Test
  func `stratified without a limit is wrong usage`() throws {
    let small = try uneven()
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--sample", "stratified"], in: small.folder)
    #expect(result.code == 64 && result.errors.contains("--limit"))
  }

  @Test
  func `a sample of more events than exist has all of them`() throws {
    let small = try SmallExport.dozen()
    try small.export("bundle", ["--limit", "99", "--sample", "stratified"])
    #expect(try small.labels("bundle").count == 15)
  }
}
