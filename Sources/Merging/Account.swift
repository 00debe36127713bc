package import Dataset

/// What some events came to: the numbers that `metadata.json` and the summary state.
package struct Account: Hashable, Sendable {
  package private(set) var tally = Tally()
  /// Clips by class number.
  package private(set) var clipsByClass: [Int]
  /// Frames of clips at the clips' rate, by source set.
  package private(set) var framesBySource: [Text: Int] = [:]

  package init(classCount: Int) { clipsByClass = [Int](repeating: 0, count: classCount) }

  /// Adds the sums of what earlier runs rendered again; its classes are not known.
  mutating func add(_ earlier: EarlierHealing) {
    tally += earlier.tally
    for source in earlier.sources { framesBySource[source.name, default: 0] += source.frames }
  }

  /// Counts an event; `classes` are the class numbers of its clips.
  mutating func add(_ row: ReportRow, classes: [Int], valRatio: Double) {
    tally.add(row, valRatio: valRatio)
    guard case .rendered(let clips) = row.outcome else { return }
    for number in classes { clipsByClass[number] += 1 }
    framesBySource[row.sourceSet, default: 0] += classes.count * clips.clipFrames
  }

  /// Source sets with frames in the order of their names' bytes.
  package var sources: [(name: Text, frames: Int)] {
    framesBySource.map { (name: $0.key, frames: $0.value) }.sorted { $0.name < $1.name }
  }
}
