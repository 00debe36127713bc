/// The counts and frames of some events; tallies add up in any order to the same sums.
package struct Tally: Hashable, Sendable, Codable {
  package var totalEvents = 0
  package var slicedEvents = 0
  package var trainClips = 0
  package var valClips = 0
  /// Frames of the clips at the clips' rate.
  package var trainFrames = 0
  package var valFrames = 0
  package var duplicates = 0
  /// Skipped events by reason.
  package var skipped: [SkipReason: Int] = [:]

  package init() {}

  package var writtenClips: Int { trainClips + valClips }
  package var writtenFrames: Int { trainFrames + valFrames }
  package var skippedTotal: Int { SkipReason.allCases.reduce(0) { $0 + (skipped[$1] ?? 0) } }

  package var skippedMissingAudio: Int {
    SkipReason.allCases.filter(\.isMissingAudio).reduce(0) { $0 + (skipped[$1] ?? 0) }
  }

  /// Counts one event and its clips; `valRatio` tells to which split its session belongs.
  package mutating func add(_ row: ReportRow, valRatio: Double) {
    duplicates += row.duplicates
    switch row.outcome {
    case .kept: break
    case .skipped(let reason, _):
      // It has clips by an earlier plan and was counted as sliced there.
      if row.continues { break }
      totalEvents += 1
      skipped[reason, default: 0] += 1
    case .rendered(let clips):
      totalEvents += row.continues ? 0 : 1
      slicedEvents += row.continues ? 0 : 1
      let frames = row.labels.count * clips.clipFrames
      switch Split(session: row.sessionID, valRatio: valRatio) {
      case .train:
        trainClips += row.labels.count
        trainFrames += frames
      case .val:
        valClips += row.labels.count
        valFrames += frames
      }
    }
  }

  package static func += (sum: inout Tally, more: Tally) {
    sum.totalEvents += more.totalEvents
    sum.slicedEvents += more.slicedEvents
    sum.trainClips += more.trainClips
    sum.valClips += more.valClips
    sum.trainFrames += more.trainFrames
    sum.valFrames += more.valFrames
    sum.duplicates += more.duplicates
    sum.skipped.merge(more.skipped, uniquingKeysWith: +)
  }
}
