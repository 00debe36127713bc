package import Dataset

/// The outcome of some events: the numbers that `metadata.json` and the summary state.
package struct Account: Hashable, Sendable {
  package private(set) var tally = Tally()
  /// Clips by class number.
  package private(set) var clipsByClass: [Int]

  /// The account of no events.
  package init(classCount: Int) { clipsByClass = [Int](repeating: 0, count: classCount) }

  init(_ tally: Tally, clipsByClass: [Int]) {
    self.tally = tally
    self.clipsByClass = clipsByClass
  }

  /// Adds the outcome of some events; `clips` are by class number.
  mutating func add(_ sum: Tally, _ clips: [Int]) {
    tally += sum
    for (number, count) in clips.enumerated() where count > 0 { clipsByClass[number] += count }
  }

  /// Adds skipped events without counting them among all.
  mutating func add(_ count: Int, _ reason: SkipReason) {
    tally.skipped[reason, default: 0] += count
  }

  /// Adds the frames of a source set, and to no other sum.
  mutating func add(frames: Int, of source: Text) {
    var sum = SourceTally(name: source)
    sum.frames = frames
    tally.add(sum)
  }

  /// Adds the sums of clips that earlier runs rendered again; their classes are not known.
  mutating func add(_ earlier: EarlierHealing) {
    tally += earlier.tally
    for source in earlier.sources { add(frames: source.frames, of: source.name) }
  }

  /// Counts an event; `classes` are the class numbers of its clips.
  mutating func add(_ row: ReportRow, classes: [Int], valRatio: Double) {
    tally.add(row, valRatio: valRatio)
    guard case .rendered = row.outcome else { return }
    for number in classes { clipsByClass[number] += 1 }
  }

  /// Source sets with audio, and their frames, in the order of their names' bytes.
  package var sources: [(name: Text, frames: Int)] {
    tally.sources.filter { $0.frames > 0 }.map { (name: $0.name, frames: $0.frames) }
  }
}
