import Bundle
import Dataset
import JSON

/// The status of a bundle whose run state was removed, from `metadata.json`.
enum PublishedStatus {
  /// Nil if the text is not such a record, or lacks a figure that status shows.
  static func document(_ json: [UInt8]) -> StatusDocument? {
    guard StatusDocument.isCountable(json), let record = try? MetadataDocument(json: json),
      let figures = record.statistics, let total = figures.totalEvents,
      let sliced = figures.slicedEvents, let skipped = figures.skippedTotal,
      let duplicates = figures.duplicates, let lifetime = figures.sum,
      let thisRun = record.runStatistics?.sum, let isComplete = record.complete,
      let left = record.eventsRemaining, let skips = record.skipReasons?.byName,
      let clips = Self.clips(figures.writtenClips, figures.writtenSeconds, record),
      let train = Self.clips(figures.trainClips, figures.trainSeconds, record),
      let val = Self.clips(figures.valClips, figures.valSeconds, record),
      let lengths = record.durationSecondsBySource?.byName, let runs = record.runs
    else { return nil }
    var document = StatusDocument()
    document.state = isComplete ? "complete" : "stopped"
    document.started = runs.last?.start ?? ""
    document.host = runs.last?.host ?? ""
    document.events.total = total + left
    document.events.done = total
    document.events.left = left
    document.events.sliced = sliced
    document.events.skipped = skipped
    document.events.duplicates = duplicates
    document.events.removed = record.removedEvents.flatMap { $0 > 0 ? $0 : nil }
    document.events.quarantined = skips[Text(SkipReason.quarantined.rawValue)] ?? 0
    (document.clips, document.train, document.val) = (clips, train, val)
    document.sources = sources(lengths)
    document.sourcesOmitted = lengths.count - document.sources.count
    for (reason, count) in skips { document.skips[reason.string] = count }
    document.lifetime = lifetime
    document.thisRun = thisRun
    return document
  }

  private static func clips(
    _ count: Int?, _ seconds: Double?, _ record: MetadataDocument
  ) -> StatusDocument.Clips? {
    guard let count, let seconds, let rate = record.sampleRate, let options = record.options else {
      return nil
    }
    var clips = StatusDocument.Clips(done: count, planned: count, seconds: seconds)
    // Seconds are frames over the rate, so that they give the frames back.
    let frames = Int(exactly: (seconds * Double(rate)).rounded())
    if let frames, frames >= 0, (0..<1 << 50).contains(count) {
      clips.bytes = StatusDocument.bytes(options.clips.format, clips: count, frames: frames)
    }
    if record.complete == true { clips.complete() }
    return clips
  }

  /// Neither events, clips nor files of a source set are on record.
  private static func sources(_ lengths: [Text: Double]) -> [StatusDocument.Source] {
    lengths.sorted { $0.key < $1.key }.prefix(StatusAmounts.sourcesShown)
      .map { StatusDocument.Source(name: $0.key.string.printable, seconds: $0.value) }
  }
}

extension MetadataDocument.Statistics {
  fileprivate var sum: StatusDocument.Sum? {
    guard let totalEvents, let writtenClips, let writtenSeconds, let skippedTotal else {
      return nil
    }
    return StatusDocument.Sum(
      events: totalEvents, clips: writtenClips, seconds: writtenSeconds, skipped: skippedTotal)
  }
}
