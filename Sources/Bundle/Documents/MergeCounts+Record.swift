import Dataset
import JSON

// The accounts of a bundle as its record states them.

extension MergeCounts {
  /// The accounts on record; nil if the record does not have all of them.
  ///
  /// For a source set only its frames are on record, and for healed classes nothing.
  init?(_ document: MetadataDocument) {
    guard let rate = document.sampleRate.map(Double.init), let classes = document.labelCounts,
      let runClasses = document.runLabelCounts,
      let lifetime = Account(
        document.statistics, classes, document.durationSecondsBySource, document.skipReasons, rate),
      let run = Account(
        document.runStatistics, runClasses, document.runDurationSecondsBySource,
        document.runSkipReasons, rate),
      let healed = Account(
        healed: document.healedSplitCounts, document.healedSplitDurationsSeconds,
        document.healedDurationSecondsBySource, classCount: classes.fields.count, rate),
      let runHealed = Account(
        healed: document.runHealedSplitCounts, document.runHealedSplitDurationsSeconds,
        document.runHealedDurationSecondsBySource, classCount: classes.fields.count, rate),
      let recovered = document.statistics?.recoveredEvents,
      let runRecovered = document.runStatistics?.recoveredEvents
    else { return nil }
    self.init(
      lifetime: lifetime, run: run, healed: healed, runHealed: runHealed, recovered: recovered,
      runRecovered: runRecovered)
  }
}

extension Account {
  fileprivate init?(
    _ statistics: MetadataDocument.Statistics?, _ classes: OrderedFields<Int>,
    _ seconds: OrderedFields<Double>?, _ skipped: OrderedFields<Int>?, _ rate: Double
  ) {
    guard let statistics, let skipped, let tally = Tally(statistics, rate) else { return nil }
    self.init(tally, clipsByClass: classes.fields.map(\.value))
    for (name, count) in skipped.fields {
      guard let reason = SkipReason(rawValue: name.string) else { return nil }
      add(count, reason)
    }
    guard add(seconds, rate) else { return nil }
  }

  fileprivate init?(
    healed clips: MetadataDocument.BySplit<Int>?, _ lengths: MetadataDocument.BySplit<Double>?,
    _ seconds: OrderedFields<Double>?, classCount: Int, _ rate: Double
  ) {
    guard let train = clips?.train, let val = clips?.val,
      let trainFrames = frames(lengths?.train, rate), let valFrames = frames(lengths?.val, rate)
    else { return nil }
    var tally = Tally()
    (tally.trainClips, tally.valClips) = (train, val)
    (tally.trainFrames, tally.valFrames) = (trainFrames, valFrames)
    self.init(tally, clipsByClass: [Int](repeating: 0, count: classCount))
    guard add(seconds, rate) else { return nil }
  }

  /// Adds the lengths of source sets; false if one of them is not a length.
  private mutating func add(_ seconds: OrderedFields<Double>?, _ rate: Double) -> Bool {
    guard let seconds else { return false }
    for (name, length) in seconds.fields {
      guard let frames = frames(length, rate) else { return false }
      add(frames: frames, of: name)
    }
    return true
  }
}

extension Tally {
  fileprivate init?(_ statistics: MetadataDocument.Statistics, _ rate: Double) {
    guard let events = statistics.totalEvents, let sliced = statistics.slicedEvents,
      let train = statistics.trainClips, let val = statistics.valClips,
      let trainFrames = frames(statistics.trainSeconds, rate),
      let valFrames = frames(statistics.valSeconds, rate),
      let duplicates = statistics.duplicates, let invalid = statistics.invalidValues,
      let twins = statistics.caseTwins
    else { return nil }
    self.init()
    (totalEvents, slicedEvents) = (events, sliced)
    valSliced = nil
    (trainClips, valClips) = (train, val)
    (self.trainFrames, self.valFrames) = (trainFrames, valFrames)
    self.duplicates = duplicates
    invalidValues = invalid
    caseTwins = twins
  }
}

/// The frames of a length at a rate in Hz; nil if no record can mean this length.
private func frames(_ seconds: Double?, _ rate: Double) -> Int? {
  seconds.flatMap { Int(exactly: ($0 * rate).rounded()) }
}
