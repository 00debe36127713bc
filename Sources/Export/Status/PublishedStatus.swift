import Dataset

/// What `metadata.json` tells of a bundle whose run state was removed.
enum PublishedStatus {
  /// The fields that status shows; there in snake case.
  private struct Record: Decodable {
    struct Statistics: Decodable {
      var totalEvents: Int
      var slicedEvents: Int
      var writtenClips: Int
      var trainClips: Int
      var valClips: Int
      var writtenSeconds: Double
      var trainSeconds: Double
      var valSeconds: Double
      var skippedTotal: Int
      var duplicates: Int

      var sum: StatusDocument.Sum {
        StatusDocument.Sum(
          events: totalEvents, clips: writtenClips, seconds: writtenSeconds, skipped: skippedTotal)
      }
    }

    struct Options: Decodable {
      var format: ClipFormat
    }

    struct Run: Decodable {
      var start: String
      var host: String
    }

    var complete: Bool
    var eventsRemaining: Int
    var sampleRate: Int
    var options: Options
    var statistics: Statistics
    var runStatistics: Statistics
    var skipReasons: [String: Int]
    var durationSecondsBySource: [String: Double]
    /// Oldest first.
    var runs: [Run]
  }

  /// Nil where the text is not such a record.
  static func document(_ json: [UInt8]) -> StatusDocument? {
    guard let record = StatusDocument.decode(Record.self, from: json) else { return nil }
    let figures = record.statistics
    var document = StatusDocument()
    document.state = record.complete ? "complete" : "stopped"
    document.started = record.runs.last?.start ?? ""
    document.host = record.runs.last?.host ?? ""
    document.events.total = figures.totalEvents + record.eventsRemaining
    document.events.done = figures.totalEvents
    document.events.left = record.eventsRemaining
    document.events.sliced = figures.slicedEvents
    document.events.skipped = figures.skippedTotal
    document.events.duplicates = figures.duplicates
    document.events.quarantined = record.skipReasons[SkipReason.quarantined.rawValue] ?? 0
    document.clips = clips(figures.writtenClips, figures.writtenSeconds, record)
    document.train = clips(figures.trainClips, figures.trainSeconds, record)
    document.val = clips(figures.valClips, figures.valSeconds, record)
    document.sources = sources(record)
    document.sourcesOmitted = record.durationSecondsBySource.count - document.sources.count
    document.skips = record.skipReasons
    document.lifetime = figures.sum
    document.thisRun = record.runStatistics.sum
    return document
  }

  private static func clips(
    _ count: Int, _ seconds: Double, _ record: Record
  ) -> StatusDocument.Clips {
    var clips = StatusDocument.Clips(done: count, planned: count, seconds: seconds)
    clips.bytes = bytes(count, seconds, record)
    if record.complete { clips.complete() }
    return clips
  }

  /// Events and clips of a source set are not on record, and files of it neither.
  private static func sources(_ record: Record) -> [StatusDocument.Source] {
    record.durationSecondsBySource.map { (name: Text($0.key), seconds: $0.value) }
      .sorted { $0.name < $1.name }.prefix(StatusAmounts.sourcesShown)
      .map { StatusDocument.Source(name: $0.name.string.printable, seconds: $0.seconds) }
  }

  /// Seconds are frames over the rate, so that they give the frames back.
  private static func bytes(_ clips: Int, _ seconds: Double, _ record: Record) -> Int? {
    let frames = (seconds * Double(record.sampleRate)).rounded()
    guard clips >= 0, clips < 1 << 50, let frames = Int(exactly: frames), frames >= 0 else {
      return nil
    }
    return StatusDocument.bytes(record.options.format, clips: clips, frames: frames)
  }
}
