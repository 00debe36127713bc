import Bundle
package import Dataset
package import Files
import Manifest

/// The one pass over a manifest: validity, digests, sources, classes, duplicates and shards.
///
/// Memory: about 24 bytes a clip (its name's digest), a row a distinct file, and one open shard.
package struct Planner: ~Copyable {
  let manifest: String
  let options: ExportOptions
  /// Nil where the plan is not kept.
  var output: PlanWriter?
  private let findings: (any PlanFindings)?
  private var reader: ManifestReader
  private var parser: EventParser
  /// Nil if the manifest is too small for it to pay off.
  private let ahead: LinesAhead?
  private(set) var sources: SourceResolver
  private(set) var classes: ClassTable
  private var clips = DigestSet()
  private(set) var hits = RepeatedHits()
  private var cutter: ShardCutter
  let base: PlanBase
  var clashes: NameClashes
  var shard: OpenShard
  /// That of the other split, where shards are units.
  var otherUnit: OpenShard?
  var shardCount = 0
  /// The events that are taken, where not simply the first ones are.
  private var sample: StratifiedSample?
  /// Of the line read last.
  private(set) var lastOrdinal = 0
  var summary: PlanSummary
  private(set) var malformed = MalformedLines(keeping: Self.named)
  private(set) var changes = ChangedClips()
  /// Clips of the current event that are kept from an earlier plan, if this one is of all events.
  private var standingKeys: [ContentDigest] = []
  /// Events of the bundle that the manifest no longer has, wholly or in part.
  private(set) var removed: Set<UInt64> = []

  /// Bytes that even the smallest file takes on most file systems.
  private let blockSize = 4096

  /// Malformed lines, or changed events, that an error names.
  static let named = 10

  /// Reads the manifest and writes the plan to `path`; with a `base`, only the part that is new to it.
  ///
  /// `names` are the rules of the bundle's file system. Throws `ManifestError`, `StorageError`, or a `PlanError` if
  /// the run has to stop before rendering; then no plan is left behind. `progress` is called every few thousand
  /// events.
  package static func plan(
    _ manifest: String, options: ExportOptions, roots: AudioRoots, base: PlanBase = PlanBase(),
    names: NameRules? = nil, to path: String,
    progress: (ManifestProgress) throws -> Void = { _ in }
  ) throws -> Plan {
    let manifest = FileSystem.absolute(manifest)
    var base = base
    if base.rerendersChanged || base.removed == .drop {
      // Only the whole manifest shows which events are gone, and whether a changed clip's own event comes too.
      let (changed, removed) = try differences(manifest, options, roots, base, progress)
      if base.rerendersChanged { base.replaced = changed }
      base.owners.forget(base.replaced)
      base.startsAnew = base.removed == .drop && !removed.isEmpty
    }
    // A unit's clips are written together, so that no event of a later plan can join it.
    if options.bundle.layout == .tar, !base.owners.isEmpty { base.startsAnew = true }
    var planner = Planner(
      manifest: manifest, options: options, roots: roots, base: base,
      clashes: NameClashes(under: names),
      reader: try ManifestReader(manifest: manifest, hashing: .rangesAndFile),
      output: try PlanWriter(path), findings: nil)
    do {
      try planner.readEvents(progress)
      try planner.finishReading()
      try planner.check()
      try planner.findTwins(progress)
    } catch {
      planner.abandon()
      throw error
    }
    return try planner.finish(at: path)
  }

  /// Clips of the bundle that the manifest gives to different events, and events that it lacks.
  package static func differences(
    _ manifest: String, _ options: ExportOptions, _ roots: AudioRoots, _ base: PlanBase,
    _ progress: (ManifestProgress) throws -> Void = { _ in }
  ) throws -> (changed: Set<ContentDigest>, removed: Set<UInt64>) {
    var planner = Planner(
      manifest: manifest, options: options, roots: roots, base: base,
      reader: try ManifestReader(manifest: manifest, hashing: .ranges), output: nil, findings: nil)
    try planner.readEvents(progress)
    planner.noteRemoved()
    return (planner.changes.keys, planner.removed)
  }

  /// Reads the manifest just as `plan` does and reports every line to `findings`, but writes nothing.
  ///
  /// Neither malformed lines nor missing audio stop it. Throws `ManifestError`, or a `PlanError` for a root that
  /// cannot be read or a manifest without an event. The clashes are those under `names`.
  package static func survey(
    _ manifest: String, options: ExportOptions, roots: AudioRoots, names: NameRules? = nil,
    findings: (any PlanFindings)?, progress: (ManifestProgress) throws -> Void = { _ in }
  ) throws -> (summary: PlanSummary, clashes: NameClashes) {
    let manifest = FileSystem.absolute(manifest)
    var planner = Planner(
      manifest: manifest, options: options, roots: roots, base: PlanBase(),
      clashes: NameClashes(under: names),
      reader: try ManifestReader(manifest: manifest, hashing: .rangesAndFile), output: nil,
      findings: findings)
    try planner.readEvents(progress)
    try planner.finishReading()
    try planner.requireEvents()
    try planner.findTwins(progress)
    return (planner.finalSummary, planner.clashes)
  }

  init(
    manifest: String, options: ExportOptions, roots: AudioRoots, base: PlanBase,
    clashes: NameClashes = NameClashes(), reader: consuming ManifestReader,
    output: consuming PlanWriter?, findings: (any PlanFindings)?
  ) {
    self.manifest = manifest
    self.options = options
    ahead =
      reader.fileSize < LinesAhead.worthwhile ? nil : try? LinesAhead(manifest, options)
    self.reader = reader
    self.output = output
    self.findings = findings
    self.base = base
    self.clashes = clashes
    parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    classes = ClassTable(base.classes + (options.events.taxonomy ?? []))
    sources = SourceResolver(roots: roots)
    cutter = ShardCutter(target: options.events.shardEvents)
    switch options.bundle.layout {
    case .files: shard = OpenShard(firstOrdinal: 1)
    case .tar:
      precondition(base.eventsPlanned == 0, "units are planned of the whole manifest")
      let unit = OpenUnit(.train, clips: options.bundle.tarClips)
      shard = OpenShard(firstOrdinal: 1, unit: unit)
      otherUnit = OpenShard(firstOrdinal: 1, unit: OpenUnit(.val, clips: options.bundle.tarClips))
    }
    summary = PlanSummary(
      manifest: FileStamp(path: manifest, size: 0, sha256: ""))
    summary.columns = options.bundle.labelFields.map { CarriedColumn($0) }
    summary.plannedFrames = [:]
    summary.plannedEvents = SplitEvents()
  }

  // MARK: Reading

  /// Judges the events within the limit.
  mutating func readEvents(_ progress: (ManifestProgress) throws -> Void) throws {
    try chooseEvents()
    let limit = sample?.total ?? options.events.limit ?? .max
    while summary.totalEvents < limit, let line = try reader.next() {
      lastOrdinal = line.ordinal
      let content =
        ahead?.content(of: line) ?? LineContent(parser.parse(line), options.clips)
      switch content.parsed {
      case .event(let event, let carried):
        guard isChosen(event) else { break }
        summary.columns.widen(for: carried)
        try note(event, content, line: line.number)
        try endLine(line)
      case .malformed(let reason):
        guard sample == nil else { break }
        try note(line, reason)
        try endLine(line)
      }
      if lastOrdinal % 4096 == 0 {
        try progress(reader.progress(events: summary.totalEvents))
      }
    }
    if shard.unit != nil {
      try closeUnits()
    } else if shard.eventCount > 0, summary.totalEvents > base.eventsPlanned {
      try closeShard(.afterLine)
    }
  }

  /// Counts the events of each source set, if a sample is to represent them.
  ///
  /// It reads the whole manifest: a malformed line anywhere stops the run, or is skipped.
  private mutating func chooseEvents() throws {
    guard options.events.sample == .stratified, let limit = options.events.limit else { return }
    var faults = MalformedLines(keeping: Self.named)
    let findings = findings
    sample = try StratifiedSample(limit, of: manifest, options.fields) { line, reason in
      let fault = line.malformed(reason)
      faults.add(fault)
      findings?.note(fault)
    }
    if faults.count > 0, findings == nil, options.events.onBadLine == .stop {
      throw PlanError.malformed(manifest: manifest, lines: faults)
    }
  }

  private mutating func isChosen(_ event: Event) -> Bool {
    sample?.takes(event.sourceSet) ?? true
  }

  private mutating func note(_ line: borrowing ManifestLine, _ reason: String) throws {
    let fault = line.malformed(reason)
    malformed.add(fault)
    findings?.note(fault)
    try startEvent(nil, in: Split(session: "", valRatio: options.clips.valRatio))
    skip(.malformed)
  }

  private mutating func note(_ event: Event, _ content: LineContent, line: Int) throws {
    try startEvent(event.source, in: content.split)
    let location = try sources.note(event.source)
    shard.note(event.source, at: location)
    let split = content.split
    summary.plannedEvents?.add(split)
    summary.invalidClipValues += event.invalidClipValues
    guard event.hasOnset || event.labels.isEmpty else {
      for label in event.labels { classes.note(label) }
      findings?.note(event, line: line, location: location, duplicates: [])
      shard.splits.add(split)
      return skip(.invalidOnset)
    }
    if event.window.frames(at: 1) == nil, !event.labels.isEmpty {
      summary.impossibleWindows = (summary.impossibleWindows ?? 0) + 1
    }
    var duplicates: [Text] = []
    var (own, known) = (0, 0)
    for (label, clip) in zip(event.labels, content.clips) {
      let number = classes.note(label)
      switch claim(label, clip, of: event, in: split) {
      case .own: own += 1
      case .known: known += 1
      case .duplicate:
        duplicates.append(label)
        continue
      }
      classes.addClip(number, split)
    }
    if location.skipReason == nil { noteRoom(event, clips: own - standingKeys.count) }
    noteStanding(own: event.labels.count - duplicates.count)
    findings?.note(event, line: line, location: location, duplicates: duplicates)
    notePlanned(event, in: split, clips: event.labels.count - duplicates.count)
    if duplicates.count < event.labels.count { hits.note(event) }
    if known > 0 { shard.uncounted += 1 } else { shard.splits.add(split) }
    if event.labels.isEmpty {
      skip(.noComponents)
    } else if duplicates.count == event.labels.count {
      skip(.duplicate)
    } else if let reason = location.skipReason {
      skip(reason)
    }
  }

  /// Takes over the event's clips if it has all of them from an earlier plan.
  private mutating func noteStanding(own: Int) {
    if standingKeys.isEmpty { return }
    if standingKeys.count == own {
      shard.note(base.standing.event(at: standingKeys, position: shard.eventCount - 1))
    }
    standingKeys = []
  }

  /// Counts the disk space of the clips that are to be written.
  private mutating func noteRoom(_ event: Event, clips count: Int) {
    guard count > 0, summary.totalEvents > base.eventsPlanned,
      let frames = options.clips.frames(of: event.window)
    else { return }
    let longest = max(options.clips.padToSeconds ?? 0, RoomNeeded.longestWindow)
    let most = Int(longest * Double(options.clips.sampleRate))
    if options.bundle.layout == .tar {
      return summary.room.add(tarClips: count, frames: min(frames, most))
    }
    summary.room.add(
      clips: count, frames: min(frames, most), blockSize: blockSize,
      linkIdentical: options.bundle.linkIdentical)
  }

  /// Counts the event's own clips, including those of an earlier plan.
  private mutating func notePlanned(_ event: Event, in split: Split, clips count: Int) {
    guard count > 0 else { return }
    let frames = options.clips.frames(of: event.window) ?? 0
    shard.unit?.add(
      clips: count, frames: event.window.frameCount(at: options.clips.sampleRate))
    summary.plannedClips[split, default: 0] += count
    summary.plannedFrames?[split, default: CappedSum()].add(frames, times: count)
    sources.notePlanned(event.sourceSet, clips: count, frames: frames)
  }

  /// The owner of a label's clip.
  private enum Claim {
    case own
    /// This event, by an earlier plan.
    case known
    case duplicate
  }

  /// Gives the clip to this event unless another event has it.
  private mutating func claim(
    _ label: Text, _ clip: (key: ContentDigest, nameBytes: Int), of event: Event, in split: Split
  ) -> Claim {
    let (key, nameBytes) = clip
    let match = base.owners.match(of: event, at: key)
    if match == .unknown { noteMove(event, label, from: split) }
    if match == .changed, !clips.contains(key) { changes.note(event, at: key) }
    let meeting = match == .changed ? .itself : clips.add(key)
    if meeting == .itself {
      summary.duplicates += 1
      shard.noteClip(.duplicate)
      return .duplicate
    }
    clashes.note(event, at: key, bytes: nameBytes, isTwin: meeting == .twin)
    if meeting == .twin {
      summary.caseTwins += 1
      shard.noteCaseTwin()
    }
    if match == .known { changes.clear(key) }
    if match == .known, !base.startsAnew {
      shard.noteClip(.known)
      return .known
    }
    if match == .known { standingKeys.append(key) }
    shard.noteClip(.own)
    return .own
  }

  /// Notes an event that a changed session may have moved to the other split.
  private mutating func noteMove(_ event: Event, _ label: Text, from split: Split) {
    guard !base.owners.isEmpty else { return }
    let other = split == .train ? Split.val : .train
    let key = ContentDigest(clipOf: event, label: label, in: other, options: options.clips)
    if base.owners.contains(key), !clips.contains(key) { changes.note(event, at: key) }
  }

  private mutating func startEvent(_ source: SourceKey?, in split: Split) throws {
    if shard.unit != nil {
      enterUnit(of: split)
    } else if summary.totalEvents == base.eventsPlanned, summary.totalEvents > 0 {
      startAfterPlanned()
    } else if cutter.startsShard(source, after: shard.eventCount),
      summary.totalEvents >= base.eventsPlanned
    {
      try closeShard(.beforeLine)
    }
    summary.totalEvents += 1
    shard.noteEvent(ordinal: lastOrdinal)
  }

  /// Begins after the lines that belong to the shards of an earlier plan.
  private mutating func startAfterPlanned() {
    _ = reader.cutRange(.beforeLine)
    shard = OpenShard(firstOrdinal: base.eventsPlanned + 1)
  }

  private mutating func skip(_ reason: SkipReason) {
    summary.skipped[reason, default: 0] += 1
  }

  private mutating func closeShard(_ cut: ManifestReader.Cut) throws {
    let (range, digest) = reader.cutRange(cut)
    let end = cut == .beforeLine ? lastOrdinal : lastOrdinal + 1
    if !shard.isKnown {
      let index = ShardIndex(base.firstShard + shardCount)
      try output?.append(
        shard.closed(as: index, range: range, before: end, digest: digest.description))
      shardCount += 1
    }
    shard = OpenShard(firstOrdinal: end)
  }

  /// Hashes the lines behind the limit; they are not judged.
  private mutating func finishReading() throws {
    summary.manifestEvents = lastOrdinal
    while try reader.next() != nil { summary.manifestEvents += 1 }
    summary.manifest.size = reader.offset
    summary.manifest.sha256 = reader.fileDigest()
    noteRemoved()
  }

  private mutating func noteRemoved() {
    if base.events.isEmpty { return }
    let changed = base.replaced.union(changes.keys)
    removed = base.events.removed { clips.contains($0) || changed.contains($0) }
  }
}
