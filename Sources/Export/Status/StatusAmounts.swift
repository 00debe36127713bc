package import Dataset
import Scheduling

/// Computes what is done and left of a plan: events, clips, seconds and bytes, in total, by split and by source set.
package struct StatusAmounts {
  let plan: PlanSummary
  let clips: ClipOptions

  /// Rows of source sets in one status.
  static let sourcesShown = 2000

  /// Clips, and the audio they hold at the clips' rate.
  private struct Amount {
    var clips: Int
    /// Nil if the plan does not state them.
    var frames: Int?

    /// The planned amount beyond `done`; nothing if no event is left.
    func left(after done: Amount, isOver: Bool) -> Amount {
      if isOver { return Amount(clips: 0, frames: 0) }
      return Amount(
        clips: max(clips - done.clips, 0), frames: frames.map { max($0 - (done.frames ?? 0), 0) })
    }
  }

  /// Fills in the results of `counts`, of all committed shards; the document has the events already.
  package func add(to document: inout StatusDocument, _ counts: Tally, splitsLeft: SplitEvents?) {
    let isOver = counts.totalEvents >= document.events.total
    document.events.removed = plan.removedEvents
    let trainSliced = counts.valSliced.map { counts.slicedEvents - $0 }
    document.train = kind(
      Amount(clips: counts.trainClips, frames: counts.trainFrames), planned(.train),
      events: portion(plan.plannedEvents?.train, left: splitsLeft?.train, sliced: trainSliced),
      isOver)
    document.val = kind(
      Amount(clips: counts.valClips, frames: counts.valFrames), planned(.val),
      events: portion(plan.plannedEvents?.val, left: splitsLeft?.val, sliced: counts.valSliced),
      isOver)
    document.clips = kind(
      Amount(clips: counts.writtenClips, frames: counts.writtenFrames), plannedInAll,
      events: nil, isOver)
    addSources(to: &document, counts, isOver)
    for reason in SkipReason.allCases {
      if let count = counts.skipped[reason] { document.skips[reason.rawValue] = count }
      if let count = plan.skipped[reason] { document.skipsPlanned[reason.rawValue] = count }
    }
  }

  /// The sum of some events.
  func sum(_ counts: Tally) -> StatusDocument.Sum {
    StatusDocument.Sum(
      events: counts.totalEvents, clips: counts.writtenClips,
      seconds: seconds(counts.writtenFrames), skipped: counts.skippedTotal)
  }

  // MARK: Splits

  private func planned(_ split: Split) -> Amount {
    Amount(
      clips: plan.plannedClips[split] ?? 0, frames: plan.plannedFrames.map { $0[split]?.value ?? 0 }
    )
  }

  private var plannedInAll: Amount {
    let (train, val) = (planned(.train), planned(.val))
    let frames = train.frames.flatMap { train in val.frames.map { train + $0 } }
    return Amount(clips: train.clips + val.clips, frames: frames.map { min($0, 1 << 53) })
  }

  private func portion(_ total: Int?, left: Int?, sliced: Int?) -> StatusDocument.Portion? {
    guard let total, let left else { return nil }
    return StatusDocument.Portion(
      total: total, done: max(total - left, 0), left: left, sliced: sliced)
  }

  private func kind(
    _ done: Amount, _ planned: Amount, events: StatusDocument.Portion?, _ isOver: Bool
  ) -> StatusDocument.Clips {
    let left = planned.left(after: done, isOver: isOver || events?.left == 0)
    return StatusDocument.Clips(
      done: done.clips, planned: planned.clips, left: left.clips,
      seconds: seconds(done.frames ?? 0), secondsLeft: left.frames.map(seconds),
      bytes: bytes(done), bytesLeft: bytes(left), events: events)
  }

  // MARK: Source sets

  private func addSources(to document: inout StatusDocument, _ counts: Tally, _ isOver: Bool) {
    let done = Dictionary(
      counts.sources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    document.sources = plan.sourceSets.prefix(Self.sourcesShown).map { planned in
      source(planned, done[planned.name] ?? SourceTally(name: planned.name), isOver)
    }
    document.sourcesOmitted = max(plan.sourceSets.count - Self.sourcesShown, 0)
  }

  private func source(
    _ planned: SourceSetCount, _ tally: SourceTally, _ isOver: Bool
  ) -> StatusDocument.Source {
    let done = Amount(clips: tally.clips, frames: tally.frames)
    let eventsLeft = isOver ? 0 : max(planned.events - tally.events, 0)
    let left = planned.plannedClips.map {
      Amount(clips: $0, frames: planned.plannedFrames?.value)
        .left(after: done, isOver: eventsLeft == 0)
    }
    return StatusDocument.Source(
      name: planned.name.string.printable, events: planned.events, files: planned.files,
      filesFound: planned.filesFound, eventsMissing: planned.eventsMissing, done: tally.events,
      left: eventsLeft, clips: done.clips, clipsPlanned: planned.plannedClips,
      clipsLeft: left?.clips, seconds: seconds(tally.frames),
      secondsLeft: left?.frames.map(seconds), bytes: bytes(done), bytesLeft: left.flatMap(bytes))
  }

  // MARK: Units

  private func seconds(_ frames: Int) -> Double { Double(frames) / Double(clips.sampleRate) }

  private func bytes(_ amount: Amount) -> Int? {
    amount.frames.flatMap { StatusDocument.bytes(clips.format, clips: amount.clips, frames: $0) }
  }
}

extension StatusDocument {
  /// The largest figure that a reader takes.
  private static let bytesMost = 1 << 53

  /// Bytes of clips' files; nil if they do not follow from the format.
  static func bytes(_ format: ClipFormat, clips: Int, frames: Int) -> Int? {
    guard format == .wav else { return nil }
    return min(ClipFormat.wavBytes(clips: clips, frames: min(frames, bytesMost)), bytesMost)
  }
}

extension StatusDocument.Clips {
  /// Nothing planned is left.
  mutating func complete() {
    planned = done
    left = 0
    secondsLeft = 0
    bytesLeft = bytes.map { _ in 0 }
    events?.complete()
  }
}

extension StatusDocument.Portion {
  fileprivate mutating func complete() {
    done = total
    left = 0
  }
}

extension StatusDocument.Source {
  /// Nothing planned is left; unknown figures stay unknown.
  mutating func complete() {
    left = left.map { _ in 0 }
    clipsPlanned = clips
    clipsLeft = clips.map { _ in 0 }
    secondsLeft = 0
    bytesLeft = bytes.map { _ in 0 }
  }
}
