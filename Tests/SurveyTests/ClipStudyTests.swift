import TestSupport
import Testing

@testable import Dataset
@testable import Survey

/// A clip by what it is held against others with.
private func clip(
  _ sound: UInt64, event: UInt64, label: Int32 = 0, start: Int = 0, frames: Int32 = 100,
  recording: Int32 = 0, _ traits: ClipTraits = []
) -> ClipRecord {
  ClipRecord(
    digest: ContentDigest(high: sound, low: 1), event: event, name: 0, start: start, frames: frames,
    label: label, recording: recording, peakFrame: 0, row: 1,
    traits: traits.union([.hasOrigin, .hasLevel]))
}

@Suite
struct ClipStudyTests {
  @Test func `a record of a clip takes 64 bytes`() {
    #expect(MemoryLayout<ClipRecord>.stride == 64)
  }

  @Test func `labels of one event share their sound, and those of two events do not`() {
    let one = [clip(1, event: 1, label: 0), clip(1, event: 1, label: 1)]
    #expect(EqualAudio(one) { _ in }.conflicts.count == 0)
    let same = one + [clip(1, event: 2, label: 0), clip(1, event: 2, label: 1)]
    #expect(EqualAudio(same) { _ in }.conflicts.count == 0)
    #expect(EqualAudio(same) { _ in }.repeated == 2)
    let less = one + [clip(1, event: 2, label: 0)]
    let found = EqualAudio(less) { _ in }.conflicts
    #expect(found.first.map(\.clip) == [1] && found.first.map(\.other) == [2])
    let other = [clip(1, event: 1, label: 0), clip(1, event: 2, label: 1)]
    #expect(EqualAudio(other) { _ in }.conflicts.first.map(\.clip) == [0, 1])
  }

  @Test func `equal audio in both splits is a leak, except zeros`() {
    var leaked: [Int] = []
    let clips = [
      clip(1, event: 1), clip(2, event: 2), clip(1, event: 3, .isVal), clip(1, event: 4),
      clip(3, event: 5, .isDigitalSilence), clip(3, event: 6, [.isDigitalSilence, .isVal]),
    ]
    let found = EqualAudio(clips) { leaked.append($0) }
    #expect(leaked == [0, 2, 3])
    #expect(found.leaked.first.map(\.other) == [2, 0, 2])
    #expect(found.repeated == 3)
  }

  @Test func `windows of another event and label that share more than half are near repeats`() {
    func near(_ second: ClipRecord) -> [Int] {
      NearRepeats([clip(1, event: 1), second]).found.first.map(\.clip)
    }
    #expect(near(clip(2, event: 2, label: 1, start: 49)) == [0, 1])
    #expect(near(clip(2, event: 2, label: 1, start: 50)) == [])
    #expect(near(clip(2, event: 2, label: 0, start: 49)) == [])
    #expect(near(clip(2, event: 1, label: 1, start: 49)) == [])
    #expect(near(clip(2, event: 2, label: 1, start: 49, recording: 1)) == [])
    // Half of the shorter one counts.
    #expect(near(clip(2, event: 2, label: 1, start: 90, frames: 10)) == [0, 1])
    #expect(near(clip(2, event: 2, label: 1, start: 95, frames: 10)) == [])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `near repeats are those that comparing every pair finds`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let clips = (0..<60).map { place in
      clip(
        UInt64(place), event: UInt64(place / 2), label: Int32(numbers.below(3)),
        start: numbers.below(600),
        frames: Int32(1 + numbers.below(numbers.below(2) == 0 ? 20 : 300)),
        recording: Int32(numbers.below(2)))
    }
    var expected: [Int] = []
    for (place, one) in clips.enumerated() {
      let isNear = clips.contains { two in
        let shared =
          min(one.start + Int(one.frames), two.start + Int(two.frames)) - max(one.start, two.start)
        return one.recording == two.recording && one.event != two.event && one.label != two.label
          && 2 * shared > Int(min(one.frames, two.frames))
      }
      if isNear { expected.append(place) }
    }
    let found = NearRepeats(clips).found
    #expect(found.count == expected.count, "seed \(seed)")
    #expect(found.first.map(\.clip) == Array(expected.prefix(20)), "seed \(seed)")
  }

  @Test func `the usual median is the middle one, or of two that of the larger source set`() {
    func cell(
      _ source: Text, _ median: Double, clips: Int = 20, half: Double = 1, range: Double? = 2
    ) -> Alignment.Cell {
      Alignment.Cell(
        sourceSet: source, label: "kick", clips: clips,
        spread: ValueSummary(
          p05: 0, p25: median - half, p50: median, p75: median + half, p95: 0, min: 0, max: 0,
          mean: 0), medianRange: range.map { median - $0...median + $0 })
    }
    var three = Alignment()
    three.cells = [cell("a", 1), cell("b", 51), cell("c", 2), cell("d", 90, range: nil)]
    three.compare()
    #expect(three.cells.map(\.usual) == [2, 2, 2, nil])
    #expect(three.misaligned.map(\.sourceSet) == ["b"] && three.misaligned.first?.shift == 49)
    #expect(three.furthest?.sourceSet == "b")
    var two = Alignment()
    two.cells = [cell("a", 1, clips: 19), cell("b", 31)]
    two.compare()
    #expect(two.misaligned.map(\.sourceSet) == ["a"] && two.misaligned.first?.shift == -30)
    #expect(cell("a", 1).isMisaligned == false)
    var wide = Alignment()
    wide.cells = [cell("a", 1), cell("b", 51, half: 50), cell("c", 2)]
    wide.compare()
    #expect(wide.cells[1].shift == 49 && wide.misaligned.isEmpty)
    #expect(wide.furthest?.sourceSet == nil)
    // The ranges meet: the difference may be chance.
    var few = Alignment()
    few.cells = [cell("a", 1), cell("b", 51, range: 47), cell("c", 2)]
    few.compare()
    #expect(few.cells[1].shift == 49 && few.misaligned.isEmpty)
  }

  @Test func `a median is known of 13 clips or more, and not of fewer`() {
    func range(_ count: Int) -> ClosedRange<Double>? {
      var values = ValueCounts()
      for value in (1...count).reversed() { values.add(Double(value)) }
      return values.medianRange()
    }
    #expect(range(12) == nil)
    #expect(range(13) == 1...13)
    #expect(range(100) == 34...67)
    var equal = ValueCounts()
    for value in [1.0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3] { equal.add(value) }
    let found = equal.medianRange()
    #expect(found == 1...3)
  }

  @Test func `the first of many pairs are kept in order`() {
    var pairs = FirstPairs()
    for clip in (0..<50).reversed() { pairs.add(clip, clip + 100) }
    #expect(pairs.count == 50)
    #expect(pairs.first.map(\.clip) == Array(0..<20))
    #expect(pairs.first.map(\.other) == Array(100..<120))
  }
}
