/// The counts and frames of some events; tallies add up in any order to the same sums.
package struct Tally: Hashable, Sendable, Codable {
  package var totalEvents = 0
  package var slicedEvents = 0
  /// Those of val sessions; nil where that is not on record.
  package var valSliced: Int? = 0
  package var trainClips = 0
  package var valClips = 0
  /// Frames of the clips at the clips' rate.
  package var trainFrames = 0
  package var valFrames = 0
  package var duplicates = 0
  /// Values of the events' lines that were present but unusable.
  @ZeroWhenAbsent package var invalidValues = 0
  /// Clips whose names differ from an earlier clip's in case only.
  @ZeroWhenAbsent package var caseTwins = 0
  /// Skipped events by reason; an absent reason stands for 0.
  package var skipped: [SkipReason: Int] = [:]
  /// The share of each source set, in the order of the names' bytes.
  package var sources: [SourceTally] = []

  package init() {}

  package var writtenClips: Int { trainClips + valClips }
  package var writtenFrames: Int { trainFrames + valFrames }
  package var skippedTotal: Int { SkipReason.allCases.reduce(0) { $0 + (skipped[$1] ?? 0) } }

  package var skippedMissingAudio: Int {
    SkipReason.allCases.filter(\.isMissingAudio).reduce(0) { $0 + (skipped[$1] ?? 0) }
  }

  /// Counts one event and its clips; `valRatio` determines the split of its session.
  package mutating func add(_ row: ReportRow, valRatio: Double) {
    let row = row.settled
    duplicates += row.share.duplicates
    caseTwins += row.share.caseTwins
    var source = SourceTally(name: row.event.sourceSet)
    switch row.outcome {
    case .kept, .changed: return
    case .skipped(let reason, _):
      // It has clips from an earlier plan and was counted as sliced there.
      if row.share.continues { return }
      totalEvents += 1
      invalidValues += row.share.invalidValues
      skipped[reason, default: 0] += 1
    case .rendered(let clips):
      let split = Split(session: row.event.sessionID, valRatio: valRatio)
      if !row.share.continues { countSliced(of: split) }
      invalidValues += row.share.continues ? 0 : row.share.invalidValues
      source.clips = row.labels.count
      source.frames = row.labels.count * clips.clipFrames
      switch split {
      case .train:
        trainClips += source.clips
        trainFrames += source.frames
      case .val:
        valClips += source.clips
        valFrames += source.frames
      }
    }
    source.events = row.share.continues ? 0 : 1
    add(source)
  }

  /// Counts an event that was sliced; its clips are counted apart.
  package mutating func countSliced(of split: Split) {
    totalEvents += 1
    slicedEvents += 1
    if split == .val { valSliced = valSliced.map { $0 + 1 } }
  }

  /// The most source sets in a message.
  package static let sourcesPerMessage = 16
  private static let nameBytesPerMessage = 256

  /// The part that fits into a message: without some source sets if a shard has very many, or very long names.
  package var abridged: Tally {
    var abridged = self
    abridged.sources.removeAll { $0.name.bytes.count > Self.nameBytesPerMessage }
    abridged.sources.removeLast(max(abridged.sources.count - Self.sourcesPerMessage, 0))
    return abridged
  }

  /// Adds to the share of a source set, and to no other sum.
  package mutating func add(_ more: SourceTally) {
    var place = 0
    var end = sources.count
    while place < end {
      let middle = (place + end) / 2
      if sources[middle].name < more.name { place = middle + 1 } else { end = middle }
    }
    if place < sources.count, sources[place].name == more.name {
      sources[place] += more
    } else {
      sources.insert(more, at: place)
    }
  }

  package static func += (sum: inout Tally, more: Tally) {
    sum.add(more, sign: 1)
  }

  package static func -= (sum: inout Tally, less: Tally) {
    sum.add(less, sign: -1)
  }

  package static func - (left: Self, right: Self) -> Self {
    var rest = left
    rest -= right
    return rest
  }

  private mutating func add(_ more: Tally, sign: Int) {
    totalEvents += sign * more.totalEvents
    slicedEvents += sign * more.slicedEvents
    valSliced = valSliced.flatMap { sum in more.valSliced.map { sum + sign * $0 } }
    trainClips += sign * more.trainClips
    valClips += sign * more.valClips
    trainFrames += sign * more.trainFrames
    valFrames += sign * more.valFrames
    duplicates += sign * more.duplicates
    invalidValues += sign * more.invalidValues
    caseTwins += sign * more.caseTwins
    for reason in SkipReason.allCases {
      guard let count = more.skipped[reason] else { continue }
      let sum = (skipped[reason] ?? 0) + sign * count
      skipped[reason] = sum == 0 ? nil : sum
    }
    for source in more.sources { add(sign > 0 ? source : source.negative) }
  }
}

/// The share of a source set in a tally.
package struct SourceTally: Hashable, Sendable, Codable {
  package var name: Text
  package var events = 0
  package var clips = 0
  /// At the clips' rate.
  package var frames = 0

  package init(name: Text) { self.name = name }

  fileprivate var negative: Self {
    var negative = SourceTally(name: name)
    negative.events = -events
    negative.clips = -clips
    negative.frames = -frames
    return negative
  }

  fileprivate static func += (sum: inout Self, more: Self) {
    sum.events += more.events
    sum.clips += more.clips
    sum.frames += more.frames
  }
}
