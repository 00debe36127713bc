import Dataset
import JSON

extension HealthDocument {
  /// The contents of a manifest's events.
  struct EventsPart: Codable {
    let events, withComponents, withoutComponents, components, invalidValues: Int
    let negativeExamples, real, synthetic, unstated: Int
    let splits: Splits
    let sessions: Sessions
    let labels: [LabelRow]
    let sources: [SourceRow]
    let dynamics: NameCounts
    let velocity, openness: Distribution
    let techniques, bleedLevels, mixContexts, drummers: NameCounts
    let loudness: Loudness
    let duplicates: DuplicatesPart

    init(_ events: EventStatistics) {
      self.events = events.events
      withComponents = events.withComponents
      withoutComponents = events.events - events.withComponents
      components = events.components
      invalidValues = events.invalidValues
      negativeExamples = events.negativeExamples
      real = events.real
      synthetic = events.synthetic
      unstated = events.events - events.real - events.synthetic
      splits = Splits(events.splitEvents)
      sessions = Sessions(events)
      labels = LabelRow.rows(events.labels)
      sources = SourceRow.rows(events.sources, rate: EventStatistics.rate)
      dynamics = events.dynamics
      velocity = Distribution(events.velocity, events.velocitySummary)
      openness = Distribution(events.openness, events.opennessSummary)
      techniques = events.techniques
      bleedLevels = events.bleed
      mixContexts = events.mix
      drummers = events.drummers
      loudness = Loudness(lufs: events.loudness, peak: events.peak)
      duplicates = DuplicatesPart(events.duplicates, rate: events.duplicationRate)
    }
  }

  struct Sessions: Codable {
    let count, train, val, eventsWithout: Int

    init(_ events: EventStatistics) {
      let splits = Splits(events.splitSessions)
      (count, train, val) = (splits.train + splits.val, splits.train, splits.val)
      eventsWithout = events.withoutSession
    }
  }

  struct Distribution: Codable {
    let histogram: [Int]
    let outside, absent: Int
    let stats: ValueSummary?

    init(_ histogram: Histogram, _ summary: ValueSummary?) {
      self.histogram = histogram.counts
      outside = histogram.outside
      absent = histogram.absent
      stats = summary
    }
  }

  struct Loudness: Codable {
    let lufs, peak: ValueSummary?

    enum CodingKeys: String, CodingKey {
      case lufs = "LUFS_i"
      case peak = "peak_dbfs"
    }
  }

  struct DuplicatesPart: Codable {
    let count: Int
    let rate: Double
    let sameClip, sameHit: Int
    let examples: [Example]

    struct Example: Codable {
      let ordinal: Int
      let eventID: Text?
      let label: Text
      let kind: String
    }

    init(_ duplicates: Duplicates, rate: Double) {
      count = duplicates.total
      self.rate = rate
      sameClip = duplicates.clips
      sameHit = duplicates.hits
      examples = duplicates.examples.map {
        Example(
          ordinal: $0.ordinal, eventID: $0.eventID, label: $0.label,
          kind: $0.isClip ? "same_clip" : "same_hit")
      }
    }
  }
}
