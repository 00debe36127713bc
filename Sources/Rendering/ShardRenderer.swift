import AudioIO
package import Bundle
import Containers
import Dataset
import Files

/// Receives the renderer's marks of its current event, so that its death names the event.
package protocol EventMarks {
  /// The event is being decoded and written; `position` counts from 0 in the shard.
  func begin(position: Int, ordinal: Int)
  /// The event's decoder makes progress, however far it has to go.
  func breathe()
  /// `count` more events have ended, of which `skipped` were skipped; the others have `clips` in total.
  func finish(_ count: Int, clips: Int, skipped: Int)
}

/// Renders one shard: reads its range of the manifest, writes its clips into the bundle, and one report with a row an
/// event.
///
/// The clips are cut in the order of file and start, so that files are decoded forward; the rows are in manifest
/// order. Memory grows with the shard, not with the manifest or the files.
package struct ShardRenderer<Marks: EventMarks>: ~Copyable {
  private let job: RenderJob
  private let task: RenderTask
  private let shard: PlanShard
  private let marks: Marks
  private let roots: AudioRoots
  /// Takes clips as files; nil where they lie in a unit's tar, and where a part of a shard is only tried.
  private var publisher: ClipPublisher?
  /// Takes clips in the order of the rows; nil where they are files.
  private var unit: UnitFile<TarContainer>?
  /// Sounds of clips that wait for those before them, by position.
  private var held: [Int: [UInt8]] = [:]
  private var samples: SampleText
  private let classNumbers: [Text: Int]
  /// The outcome of each event of the shard, by position.
  private var outcomes: [ReportRow.Outcome?]

  /// Renders the shard of `task` and writes its report.
  package static func render(
    _ task: RenderTask, of job: RenderJob, marks: Marks
  ) throws(RenderFailure) -> RenderedShard {
    let shard: PlanShard
    do throws(StorageError) {
      shard = try PlanFile.shard(task.row, of: job.layout.plan(task.row.plan))
    } catch {
      throw .broken(words: error.description)
    }
    let events = try ShardEvents(
      of: shard, in: job.manifest.path, quarantined: task.quarantined,
      job.options)
    let isTar = job.options.bundle.layout == .tar
    var renderer = ShardRenderer(
      task, job, shard, marks, isTar ? nil : try Self.publisher(task, job),
      isTar && task.narrowed == nil ? try Self.unit(task, job, shard) : nil)
    try renderer.render(events)
    return try renderer.report(events)
  }

  private init(
    _ task: RenderTask, _ job: RenderJob, _ shard: PlanShard, _ marks: Marks,
    _ publisher: consuming ClipPublisher?, _ unit: consuming UnitFile<TarContainer>?
  ) {
    self.task = task
    self.job = job
    self.shard = shard
    self.marks = marks
    self.publisher = publisher
    self.unit = unit
    samples = SampleText(carrying: job.samples?.columns ?? [])
    classNumbers = Dictionary(
      uniqueKeysWithValues: (job.samples?.classes ?? []).enumerated().map { ($1, $0) })
    roots = job.roots
    outcomes = Array(repeating: nil, count: shard.eventCount)
  }

  private static func publisher(
    _ task: RenderTask, _ job: RenderJob
  ) throws(RenderFailure) -> ClipPublisher {
    do throws(StorageError) {
      return try ClipPublisher(
        into: job.layout, attempt: task.attempt, linkIdentical: job.options.bundle.linkIdentical)
    } catch {
      throw RenderFailure(writing: error)
    }
  }

  private static func unit(
    _ task: RenderTask, _ job: RenderJob, _ shard: PlanShard
  ) throws(RenderFailure) -> UnitFile<TarContainer> {
    let session = shard.repair?.events.first?.share.event.sessionID ?? ""
    let split = shard.unit ?? Split(session: session, valRatio: job.options.clips.valRatio)
    do throws(StorageError) {
      return try UnitFile(
        of: split, ofReport: BundleLayout.report(shard.index, attempt: task.attempt),
        in: job.layout,
        attempt: task.attempt, checksums: job.options.bundle.checksums)
    } catch {
      throw RenderFailure(writing: error)
    }
  }

  // MARK: Rendering

  private mutating func render(_ events: ShardEvents) throws(RenderFailure) {
    var toRender: [Work] = []
    // They count last: a host that reports progress with a shard must have decoded something.
    var (settled, clips, skipped) = (0, 0, 0)
    for item in events.items where task.narrowed?.contains(item.position) ?? true {
      if let standing = standing(item) {
        outcomes[item.position] = .rendered(standing)
        clips += item.share.event.labels.count
      } else {
        switch item.fate {
        case .skip(let reason, let detail):
          outcomes[item.position] = .skipped(reason, detail: detail)
          skipped += 1
        case .keep:
          if item.share.duplicates > 0 { outcomes[item.position] = .kept }
        case .render(let source, let root):
          toRender.append(Work(item: item, source: source, root: root))
          continue
        }
      }
      settled += 1
      marks.breathe()
    }
    switch job.options.bundle.layout {
    case .files: try renderSources(of: toRender)
    case .tar:
      for batch in UnitBatches(toRender.map { $0.item.share.event.window }, job.options.clips) {
        try renderSources(of: Array(toRender[batch]))
        try store(toRender[batch])
      }
    }
    marks.finish(settled, clips: clips, skipped: skipped)
  }

  /// Renders events file by file.
  private mutating func renderSources(of works: [Work]) throws(RenderFailure) {
    let sorted = works.sorted()
    var rest = sorted[...]
    while let first = rest.first {
      let same = rest.prefix { $0.source == first.source }
      let before = path(of: first).flatMap { try? FileStatus(of: RawPath($0)) }
      try renderSource(same)
      try noteSource(same, whichWas: before)
      rest = rest.dropFirst(same.count)
    }
  }

  /// The event's clips on record; nil if they are not there as they were written.
  private func standing(_ item: ShardEvents.Item) -> RenderedClips? {
    // The tar of a unit is written whole.
    guard job.options.bundle.layout == .files, let standing = item.standing,
      lost(item, isCompared: standing.isCompared).isEmpty
    else {
      return nil
    }
    // A repair states all that its own report needs.
    let isStated = !job.options.bundle.checksums || standing.clips.sha256 != nil
    if shard.repair != nil, !isStated { return nil }
    return recorded(standing)
  }

  /// The clips on record, in the form of this shard's report.
  private func recorded(_ standing: StandingEvent) -> RenderedClips {
    var clips = standing.clips
    clips.isEarlier = shard.repair == nil
    return clips
  }

  /// The labels, counted from 0, whose clip on record is not there as it was written.
  private func lost(_ item: ShardEvents.Item, isCompared: Bool) -> [Int] {
    guard let recorded = item.standing?.clips else { return [] }
    let names = names(of: item)
    return names.indices.filter { number in
      let path = "\(job.layout.root)/\(names[number])"
      guard FileSystem.size(path) == recorded.size else { return true }
      if !isCompared { return false }
      let bytes = try? FileSystem.read(path, limit: recorded.size)
      return bytes.map { ContentDigest(of: $0) } != recorded.digest
    }
  }

  /// An event that is to be rendered; ordered by file and start, then by position.
  private struct Work: Comparable {
    let item: ShardEvents.Item
    let source: Int
    let root: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.source, left.item.share.event.window.start, left.item.position)
        < (right.source, right.item.share.event.window.start, right.item.position)
    }

    static func == (left: Self, right: Self) -> Bool { left.item.position == right.item.position }
  }

  /// Renders the events of one file.
  private mutating func renderSource(_ works: ArraySlice<Work>) throws(RenderFailure) {
    guard let first = works.first,
      let path = path(of: first)
    else { throw .broken(words: "the plan names a root that the run does not have") }
    marks.begin(position: first.item.position, ordinal: first.item.share.event.ordinal)
    let clips: ClipRenderer
    do throws(SoundFileError) {
      clips = try ClipRenderer(
        path, options: job.options.clips, whileDecoding: { [marks] in marks.breathe() })
    } catch {
      return try giveUp(works, because: error)
    }
    for index in works.indices {
      let item = works[index].item
      marks.begin(position: item.position, ordinal: item.share.event.ordinal)
      switch clips.tryRendering(item.share.event.window) {
      case .success(let clip):
        outcomes[item.position] = try publish(clip, of: item, rate: clips.sourceRate)
        marks.finish(1, clips: item.share.event.labels.count, skipped: 0)
      case .failure(.unreadable(let words)):
        outcomes[item.position] = .skipped(.unreadable, detail: words)
        marks.finish(1, clips: 0, skipped: 1)
      case .failure(let error): return try giveUp(works[index...], because: error)
      }
    }
  }

  /// Notes the contents of the recording together with its clips.
  ///
  /// A recording that changed while it was read, or is gone since, is a fault of the node: the shard is to be
  /// rendered again.
  private mutating func noteSource(
    _ works: ArraySlice<Work>, whichWas before: FileStatus?
  ) throws(RenderFailure) {
    let made = works.filter { isMade($0) }
    guard let first = made.first, let path = path(of: first) else { return }
    let source: ContentDigest
    do throws(StorageError) {
      source = try ContentSample.digest(of: path)
      guard try FileStatus(of: RawPath(path)) == before else {
        throw StorageError(damaged: path, "it changed while it was read")
      }
    } catch {
      return try giveUp(works, because: .unreachable(errno: 0, words: error.reason))
    }
    for work in made {
      guard case .rendered(var clips)? = outcomes[work.item.position] else { continue }
      clips.source = source
      outcomes[work.item.position] = .rendered(clips)
    }
  }

  /// True if the event's clips were made just now, and were not on record in this form.
  private func isMade(_ work: Work) -> Bool {
    guard case .rendered(let clips)? = outcomes[work.item.position] else { return false }
    return clips.digest != work.item.standing?.clips.digest
  }

  private func path(of work: Work) -> String? {
    roots.path(of: work.item.share.event.source, root: work.root)
  }

  /// Writes the clips of one event.
  private mutating func publish(
    _ clip: ClipRenderer.Clip?, of item: ShardEvents.Item, rate: Int
  ) throws(RenderFailure) -> ReportRow.Outcome {
    guard let clip else {
      return .skipped(.outOfRange, detail: "the window holds no frame of the recording")
    }
    let digest = ContentDigest(of: clip.bytes)
    if let standing = item.standing, standing.clips.digest != digest, job.replacesChanged != true {
      return .changed(recorded(standing), lost: lost(item, isCompared: true))
    }
    let names = names(of: item)
    do throws(StorageError) {
      try publisher?.publish(clip.bytes, as: names)
    } catch {
      throw RenderFailure(writing: error)
    }
    if unit != nil { held[item.position] = clip.bytes }
    var clips = RenderedClips(
      clipFrames: clip.frames, size: clip.bytes.count, digest: digest,
      start: clip.source.start, frames: clip.source.count, sourceRate: rate)
    clips.level = clip.level
    if job.options.bundle.checksums { clips.sha256 = SHA256.hexadecimal(of: clip.bytes) }
    if let standing = item.standing, standing.clips.digest == digest {
      clips.source = standing.clips.source
    }
    return .rendered(clips)
  }

  /// Adds the clips of some events to the unit's tar, in their order.
  private mutating func store(_ works: ArraySlice<Work>) throws(RenderFailure) {
    for work in works {
      let item = work.item
      guard let sound = held.removeValue(forKey: item.position),
        case .rendered(var clips)? = outcomes[item.position]
      else { continue }
      clips.offsets = try offsets(of: item.share, clips, storing: sound)
      outcomes[item.position] = .rendered(clips)
      marks.breathe()
    }
  }

  /// Adds an event's clips; where the sound of each begins.
  private mutating func offsets(
    of share: EventShare, _ clips: RenderedClips, storing sound: [UInt8]
  ) throws(RenderFailure) -> [Int] {
    let row = ReportRow(share, .rendered(clips))
    let format = job.options.clips.format
    let names = ClipName.names(of: share.event, labels: row.labels, format: format)
    var offsets: [Int] = []
    for (position, name) in names.enumerated() {
      let label = row.labels[position]
      guard let number = classNumbers[label] else {
        throw .broken(words: "the plan has no class \(label)")
      }
      let key = SampleKey(name, label: label)
      let file = key.file(format)
      let origin = OriginRow(
        row, clips, position: position, number: number, path: file,
        sampleRate: job.options.clips.sampleRate)
      let clip = UnitClip(
        key: key, sound: sound, format: format, classNumber: number,
        row: samples.row(of: origin, file: file))
      do throws(StorageError) {
        if let offset = try unit?.append(clip) { offsets.append(offset) }
      } catch {
        throw RenderFailure(writing: error)
      }
    }
    return offsets
  }

  private func names(of item: ShardEvents.Item) -> [String] {
    let event = item.share.event
    return ClipPlace.places(
      of: event, labels: event.labels, options: job.options.clips, fanout: job.fanout
    ).map(\.pathInBundle)
  }

  /// Ends the reading of a file: its own fault skips its events, a node's fault gives the whole shard back.
  private mutating func giveUp(
    _ works: ArraySlice<Work>, because error: SoundFileError
  ) throws(RenderFailure) {
    switch error {
    case .unreadable(let words):
      for work in works {
        outcomes[work.item.position] = .skipped(.unreadable, detail: words)
        marks.finish(1, clips: 0, skipped: 1)
      }
    case .unreachable(_, let words):
      let root = roots.directory(of: works.first?.root ?? 0)
      throw .unreachable(
        root: root, rootReadable: (try? FileSystem.names(in: root).isEmpty == false) ?? false,
        positions: works.map(\.item.position), words: words)
    }
  }

  // MARK: Reporting

  private consuming func report(_ events: ShardEvents) throws(RenderFailure) -> RenderedShard {
    let path = BundleLayout.report(shard.index, attempt: task.attempt)
    do throws(StorageError) {
      var writer = try ReportWriter(
        path, beneath: job.layout.reports, valRatio: job.options.clips.valRatio)
      for item in events.items {
        guard let outcome = outcomes[item.position] else { continue }
        try writer.append(ReportRow(item.share, outcome))
      }
      if let unit = try unit.take()?.finish() { try writer.append(unit) }
      let (report, tally) = try writer.finish()
      return RenderedShard(report: report, tally: tally)
    } catch {
      throw RenderFailure(writing: error)
    }
  }
}
