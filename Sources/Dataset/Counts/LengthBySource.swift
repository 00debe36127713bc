/// Events and lengths by source set, in order of first appearance.
package struct LengthBySource: Sendable {
  private var places: [Text: Int] = [:]
  /// Events are 0 if only clips are known; clips are labelled components if none are written.
  package private(set) var rows: [SourceTally] = []

  package init() {}

  /// Adds `clips` clips of `frames` frames each, and `events` events; a sum stops at the largest integer.
  package mutating func add(_ name: Text, events: Int, clips: Int, frames: Int) {
    let place = places[name] ?? rows.count
    if place == rows.count {
      places[name] = place
      rows.append(SourceTally(name: name))
    }
    rows[place].events += events
    rows[place].clips += clips
    // A manifest may ask for windows of any length: the sum stops at the largest integer.
    let (product, isTooLarge) = frames.multipliedReportingOverflow(by: clips)
    let (sum, isOver) = rows[place].frames.addingReportingOverflow(isTooLarge ? .max : product)
    rows[place].frames = isOver ? .max : sum
  }

  /// The longest first, equal ones in order of first appearance.
  package var byLength: [SourceTally] {
    rows.enumerated().sorted {
      ($1.element.frames, $0.offset) < ($0.element.frames, $1.offset)
    }.map(\.element)
  }
}
