package import Dataset

/// The clips of a bundle with their reports' statements, so that another plan can take them over: about 30 bytes a
/// clip and 100 an event.
package struct StandingClips: Sendable {
  private var places: [ContentDigest: Int32] = [:]
  private var events: [(clips: RenderedClips, isCompared: Bool)] = []

  package init() {}

  /// Notes the clips of a committed row; with `isCompared` their content has to be compared.
  package mutating func note(_ row: ReportRow, options: ClipOptions, isCompared: Bool) {
    guard case .rendered(let clips) = row.outcome, !row.labels.isEmpty else { return }
    for label in row.labels {
      places[ContentDigest(clipOf: row.event, label: label, options: options)] = Int32(events.count)
    }
    events.append((clips, isCompared))
  }

  /// The event of all of these keys; nil unless they belong to one event.
  func event(at keys: [ContentDigest], position: Int) -> StandingEvent? {
    guard let first = keys.first, let place = places[first],
      keys.allSatisfy({ places[$0] == place })
    else { return nil }
    let (clips, isCompared) = events[Int(place)]
    return StandingEvent(position: position, clips: clips, isCompared: isCompared)
  }
}
