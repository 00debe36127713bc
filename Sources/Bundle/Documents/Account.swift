package import Dataset

/// What some events came to: the numbers that `metadata.json` and the summary state.
package struct Account: Hashable, Sendable {
  package private(set) var tally = Tally()
  /// Clips by class number.
  package private(set) var clipsByClass: [Int]

  package init(classCount: Int) { clipsByClass = [Int](repeating: 0, count: classCount) }

  /// Adds the sums of what earlier runs rendered again; its classes are not known.
  mutating func add(_ earlier: EarlierHealing) {
    tally += earlier.tally
    for source in earlier.sources {
      var sum = SourceTally(name: source.name)
      sum.frames = source.frames
      tally.add(sum)
    }
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
