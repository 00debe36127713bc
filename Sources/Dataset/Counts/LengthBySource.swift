/// Events and lengths by source set, in order of first appearance.
package struct LengthBySource: Sendable {
  /// One source set.
  package struct Row: Hashable, Sendable {
    package let name: Text
    /// Events of it; 0 where only clips are known.
    package fileprivate(set) var events = 0
    /// Labelled components, or clips.
    package fileprivate(set) var clips = 0
    /// Frames of them.
    package fileprivate(set) var frames = 0
  }

  private var places: [Text: Int] = [:]
  package private(set) var rows: [Row] = []

  package init() {}

  /// Adds `clips` clips of `frames` frames each, and `events` events; a sum stops at the largest integer.
  package mutating func add(_ name: Text, events: Int, clips: Int, frames: Int) {
    let place = places[name] ?? rows.count
    if place == rows.count {
      places[name] = place
      rows.append(Row(name: name))
    }
    rows[place].events += events
    rows[place].clips += clips
    // Windows of any length may be asked for: the sum stops at the largest integer.
    let (product, isTooLarge) = frames.multipliedReportingOverflow(by: clips)
    let (sum, isOver) = rows[place].frames.addingReportingOverflow(isTooLarge ? .max : product)
    rows[place].frames = isOver ? .max : sum
  }

  /// The longest first, equal ones in order of first appearance.
  package var byLength: [Row] {
    rows.enumerated().sorted {
      ($1.element.frames, $0.offset) < ($0.element.frames, $1.offset)
    }.map(\.element)
  }
}
