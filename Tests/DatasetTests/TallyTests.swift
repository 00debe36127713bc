import Dataset
import TestSupport
import Testing

private func row(_ ordinal: Int, using numbers: inout SeededNumbers) -> ReportRow {
  let event = Event(
    ordinal: ordinal, sessionID: Text("s\(Int.random(in: 0..<12, using: &numbers))"))
  let duplicates = Int.random(in: 0...2, using: &numbers)
  if Bool.random(using: &numbers), let reason = SkipReason.allCases.randomElement(using: &numbers) {
    return ReportRow(
      event: event, labels: [], duplicates: duplicates, outcome: .skipped(reason, detail: ""))
  }
  let labels = (0..<Int.random(in: 1...3, using: &numbers)).map { Text("l\($0)") }
  let clips = RenderedClips(
    clipFrames: Int.random(in: 1...1 << 40, using: &numbers), size: 44,
    digest: ContentDigest(of: []), start: 0, frames: 1, sourceRate: 44_100)
  return ReportRow(event: event, labels: labels, duplicates: duplicates, outcome: .rendered(clips))
}

@Suite
struct TallyTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a sum depends neither on the order of the rows nor on their shards`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let rows = (1...200).map { row($0, using: &numbers) }
    var whole = Tally()
    for row in rows { whole.add(row, valRatio: 0.1) }
    var sum = Tally()
    var rest = rows.shuffled(using: &numbers)[...]
    while !rest.isEmpty {
      var part = Tally()
      let count = Int.random(in: 0...30, using: &numbers)
      for row in rest.prefix(count) { part.add(row, valRatio: 0.1) }
      rest = rest.dropFirst(count)
      sum += part
    }
    #expect(sum == whole)
    #expect(whole.totalEvents == 200)
    #expect(whole.totalEvents == whole.slicedEvents + whole.skippedTotal)
    #expect(whole.trainClips > 0 && whole.valClips > 0)
    #expect(whole.writtenFrames == whole.trainFrames + whole.valFrames)
  }

  @Test
  func `each clip of an event counts, in the split of its session`() {
    let clips = RenderedClips(
      clipFrames: 100, size: 244, digest: ContentDigest(of: []), start: 0,
      frames: 100, sourceRate: 44_100)
    var tally = Tally()
    let val = Event(ordinal: 1, sessionID: "s7")
    tally.add(
      ReportRow(event: val, labels: ["a", "b"], duplicates: 1, outcome: .rendered(clips)),
      valRatio: 0.1)
    #expect((tally.trainClips, tally.valClips) == (0, 2))
    #expect((tally.trainFrames, tally.valFrames) == (0, 200))
    #expect((tally.slicedEvents, tally.writtenClips, tally.duplicates) == (1, 2, 1))
  }

  @Test
  func `missing audio is four of the reasons`() {
    var tally = Tally()
    for (number, reason) in SkipReason.allCases.enumerated() { tally.skipped[reason] = 1 << number }
    #expect(tally.skippedTotal == 0b1_1111_1111)
    #expect(tally.skippedMissingAudio == 0b0_1111_0000)
  }
}
