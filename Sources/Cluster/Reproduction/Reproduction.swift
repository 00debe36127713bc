package import Bundle
import Dataset
import Export
import Files
import Planning
import Rendering
package import RunState
import Scheduling

/// Renders one event of a bundle's manifest again, by itself and outside the bundle.
package struct Reproduction {
  private let recorded: RecordedRun
  private let interrupts: Interrupts
  private let sought: SoughtEvent
  private let location: SourceLocation?

  /// Renders the event with this `name`: its number in status and log, or its id.
  ///
  /// Manifest, roots, options, event deadline and memory are those on record; nothing is written under the bundle.
  /// Clips that the run attributed to earlier events are rendered too. Throws a `RunFailure` if there is no such
  /// bundle, manifest or event, and if the rendering failed for a reason other than the event.
  ///
  /// With `keeping`, also returns the sound of its clip and of the stretch around it, if it was rendered.
  package static func run(
    _ bundle: BundleLayout, event name: String, keeping: Bool = false
  ) throws(RunFailure) -> (event: ReproducedEvent, sound: KeptSound?) {
    do {
      return try Reproduction(RecordedRun(bundle, to: "take an event from"), name)
        .perform(keeping: keeping)
    } catch {
      throw RunFailure(error)
    }
  }

  private init(_ recorded: RecordedRun, _ name: String) throws {
    self.recorded = recorded
    let interrupts = try Interrupts()
    self.interrupts = interrupts
    sought = try SoughtEvent.find(
      name, in: recorded.summary.manifest, recorded.invocation.options.fields,
      check: { try interrupts.check() })
    location = try sought.event.map {
      try SourceLocation(of: $0.source, in: Self.roots(of: recorded))
    }
  }

  private static func roots(of recorded: RecordedRun) -> AudioRoots {
    AudioRoots(recorded.invocation.options.sources, manifest: recorded.summary.manifest.path)
  }

  /// In MiB.
  private var memoryLimit: Int {
    recorded.invocation.rendererMemory ?? ExportRequest.usualRendererMemory
  }

  private func perform(keeping: Bool) throws -> (event: ReproducedEvent, sound: KeptSound?) {
    let options = recorded.invocation.options
    let shard = PlanShard(
      index: ShardIndex(0), byteOffset: sought.range.lowerBound, byteCount: sought.range.count,
      firstOrdinal: sought.ordinal, eventCount: 1, digest: sought.digest.description,
      duplicates: Self.repeated(sought.event?.labels ?? []), sources: location.map { [$0] } ?? [])
    let (found, clip) = try render(shard, of: recorded.summary.manifest, options) {
      outcome, layout in
      let clip = keeping ? try sound(of: sought.event, options, layout) : nil
      return (try result(outcome, layout), clip)
    }
    guard let clip, let event = sought.event else { return (found, nil) }
    let around = Surroundings(of: event, in: recorded.summary.manifest.path, options)
    return (found, KeptSound(clip: clip, around: try render(around)))
  }

  /// Labels that repeat an earlier one of the same event.
  private static func repeated(_ labels: [Text]) -> [Int] {
    var seen: Set<Text> = []
    return labels.indices.filter { !seen.insert(labels[$0]).inserted }
  }

  private func render<Result>(
    _ shard: PlanShard, of manifest: FileStamp, _ options: ExportOptions,
    _ body: (LoneRenderer.Outcome, BundleLayout) throws -> Result
  ) throws -> Result {
    // A clip is the same in every layout.
    var options = options
    options.bundle.layout = .files
    return try TemporaryFolder.whileOpen { folder in
      let job = RenderJob(
        run: recorded.run, bundle: folder, manifest: manifest, fanout: recorded.summary.fanout,
        options: options)
      let renderer = LoneRenderer(
        job: job,
        eventDeadline: recorded.invocation.eventDeadlineSeconds.map(Span.seconds)
          ?? Limits().eventDeadline,
        memoryLimit: memoryLimit << 20)
      var plan = try PlanWriter(job.layout.plan(1))
      try plan.append(shard)
      let (_, index) = try plan.finish(PlanSummary(manifest: manifest))
      let task = RenderTask(row: index[ShardIndex(0)], attempt: "reproduction")
      return try body(
        try renderer.render(task, check: { try interrupts.check() }), job.layout)
    }
  }

  /// The bytes of an event's first clip; nil if it has none.
  private func sound(
    of event: Event?, _ options: ExportOptions, _ layout: BundleLayout
  ) throws -> [UInt8]? {
    guard let event, let label = event.labels.first else { return nil }
    let path = layout.clip(event, label, options.clips, fanout: recorded.summary.fanout)
    return FileSystem.exists(path) ? try FileSystem.read(path) : nil
  }

  /// The bytes of a longer clip; nil if it cannot be rendered.
  private func render(_ around: Surroundings) throws -> [UInt8]? {
    try TemporaryFolder.whileOpen { folder in
      let path = "\(folder)/around.jsonl"
      try FileSystem.replace(path, with: around.line)
      let manifest = FileStamp(
        path: path, size: around.line.count, sha256: SHA256.hexadecimal(of: around.line))
      let place = try SourceLocation(
        of: around.event.source, in: AudioRoots(around.options.sources, manifest: path))
      let shard = PlanShard(
        index: ShardIndex(0), byteOffset: 0, byteCount: around.line.count, firstOrdinal: 1,
        eventCount: 1, digest: ContentDigest(of: around.line).description, duplicates: [],
        sources: [place])
      return try render(shard, of: manifest, around.options) { _, layout in
        try sound(of: around.event, around.options, layout)
      }
    }
  }

  // MARK: What became of it

  private func result(
    _ outcome: LoneRenderer.Outcome, _ layout: BundleLayout
  ) throws -> ReproducedEvent {
    switch outcome {
    case .rendered(let shard): try result(shard, layout)
    case .died(let failure): try result(failure)
    case .failed(.unreachable(_, rootReadable: true, _, let words)):
      quarantined(.inputUnreachable, words)
    case .failed(let failure): throw refusal(failure)
    }
  }

  private func result(_ shard: RenderedShard, _ layout: BundleLayout) throws -> ReproducedEvent {
    var reader = try ReportReader(shard.report, beneath: layout.reports)
    guard let row = try reader.next() else { preconditionFailure("a report without its event") }
    switch row.outcome {
    case .rendered(let clips):
      var event = event(.rendered)
      event.clips = row.labels.count
      event.clipBytes = clips.size
      event.clipSeconds =
        Double(clips.clipFrames) / Double(recorded.invocation.options.clips.sampleRate)
      return event
    case .skipped(let reason, let detail):
      var event = event(.skipped)
      event.reason = reason.rawValue
      event.detail = detail.printable
      return event
    case .kept, .changed:
      preconditionFailure("an event of a plan by itself has no clips by an earlier one")
    }
  }

  private func result(_ failure: Failure) throws -> ReproducedEvent {
    guard failure.kind.chargesEvent else {
      throw RunFailure(
        .unfinished,
        "\(failure.words): something other than event \(sought.ordinal) ended it (try again)")
    }
    let words =
      failure.kind == .memory ? "the renderer held more than \(memoryLimit) MiB" : failure.words
    var event = quarantined(failure.kind, words)
    // The signals that end the others were sent by this process.
    if failure.kind == .crash { event.signal = failure.signal }
    return event
  }

  /// The failure if the event was not the cause.
  private func refusal(_ failure: RenderFailure) -> RunFailure {
    let (kind, words): (RunFailure.Kind, String) =
      switch failure {
      case .unreachable(let root, _, _, let words): (.unfinished, "\(root): \(words)")
      case .broken(let words): (.unfinished, words)
      case .outputFull(let words), .fileTooLarge(let words), .outputFailed(let words):
        (.output, words)
      case .nameRefused(let words), .outputReadOnly(let words): (.cannotMake, words)
      }
    return RunFailure(
      kind,
      "event \(sought.ordinal) could not be rendered by itself: \(words) (fix that, then try again)"
    )
  }

  private func quarantined(_ kind: FailureClass, _ words: String) -> ReproducedEvent {
    var event = event(.quarantined)
    event.reason = kind.rawValue
    event.detail = words.printable
    return event
  }

  private func event(_ outcome: ReproducedEvent.Outcome) -> ReproducedEvent {
    let source = sought.event?.source
    var audio = source?.audioPath?.string
    if let source, case .root(let number)? = location {
      audio = Self.roots(of: recorded).path(of: source, root: number)
    }
    return ReproducedEvent(
      bundle: recorded.layout.root, manifest: recorded.summary.manifest.path,
      ordinal: sought.ordinal, eventID: sought.event?.eventID?.string, audioPath: audio,
      outcome: outcome)
  }
}
