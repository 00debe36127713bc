package import Bundle
package import Dataset
package import Files
import JSON

/// Folds committed shard reports, in shard order, into the bundle's files, as a stream.
///
/// Memory grows with classes, source sets and recordings, not with clips. Every file takes its name only when it is
/// complete; `Metadata` writes `metadata.json`, which says that the bundle is complete, last.
package struct Merger: ~Copyable {
  let bundle: BundleLayout
  let plan: PlanSummary
  let options: ExportOptions
  private let wait: VisibilityWait?
  let classNumbers: [Text: Int]
  private let columns: [CarriedColumn]
  /// The columns, widened by the rows so far.
  private var found: [CarriedColumn]
  var train: LabelWriter
  var val: LabelWriter
  private var skipped: SkippedWriter
  var digestLines: DigestLines
  private var checksums: Checksums?
  var counts: MergeCounts
  private var lostClips = 0
  var changed = ChangedRecordings()
  var levels = LevelTable()
  var clipSum = ClipSum()
  var splice: Splice
  /// The tars so far, and that of the shard in hand.
  private var units: [Split: [NamedUnit]] = [:]
  private var unit: NamedUnit?

  /// Merges the reports of `sources`, which are in shard order.
  ///
  /// If rows hold values that do not fit their column's type in the plan (of events that the latest manifest no
  /// longer has, or has in another form), the type widens and all rows are written again. `earlier` are the healed
  /// clips of runs whose reports are gone. `check` is called between shards and may throw to stop; the files then
  /// stay as they were. With `wait`, reports that others have just written may take a while to become visible.
  package static func merge(
    _ sources: some Collection<ShardSource>, of plan: PlanSummary, options: ExportOptions,
    into bundle: BundleLayout, earlier: EarlierHealing = EarlierHealing(),
    wait: VisibilityWait? = nil, check: () throws -> Void = {}
  ) throws -> MergedBundle {
    var columns = plan.columns(of: options.bundle)
    while true {
      var merger = try Merger.begin(plan, options, bundle, columns, earlier, wait)
      for source in sources {
        try check()
        do {
          try merger.add(source)
        } catch {
          // A wait for a report ends early when there is a signal.
          try check()
          throw error
        }
      }
      if merger.fitsColumns { return try merger.finish() }
      columns = merger.found
    }
  }

  /// Begins the files under their unfinished names; rows carry `columns`.
  static func begin(
    _ plan: PlanSummary, _ options: ExportOptions, _ bundle: BundleLayout,
    _ columns: [CarriedColumn], _ earlier: EarlierHealing, _ wait: VisibilityWait?
  ) throws(StorageError) -> Merger {
    Merger(
      plan, options, bundle, columns,
      try LabelWriter(.train, in: bundle, options: options, columns: columns),
      try LabelWriter(.val, in: bundle, options: options, columns: columns),
      try SkippedWriter(in: bundle, options.bundle.layout), try DigestLines(in: bundle),
      options.bundle.checksums ? try Checksums(in: bundle) : nil, earlier, wait)
  }

  private init(
    _ plan: PlanSummary, _ options: ExportOptions, _ bundle: BundleLayout,
    _ columns: [CarriedColumn], _ train: consuming LabelWriter, _ val: consuming LabelWriter,
    _ skipped: consuming SkippedWriter, _ digestLines: consuming DigestLines,
    _ checksums: consuming Checksums?, _ earlier: EarlierHealing, _ wait: VisibilityWait?
  ) {
    self.bundle = bundle
    self.plan = plan
    self.options = options
    self.wait = wait
    self.columns = columns
    found = columns
    classNumbers = Dictionary(
      uniqueKeysWithValues: plan.classes.enumerated().map { ($0.element, $0.offset) })
    self.train = train
    self.val = val
    self.skipped = skipped
    self.digestLines = digestLines
    self.checksums = checksums
    counts = MergeCounts(classCount: plan.classes.count, earlier: earlier)
    splice = Splice(
      classCount: plan.classes.count, fanout: plan.fanout, format: options.clips.format)
  }

  // MARK: Rows

  /// True if the columns hold every value so far; otherwise the files must not be finished.
  var fitsColumns: Bool { found == columns }

  /// Folds the rows of the next shard.
  mutating func add(_ source: ShardSource) throws(StorageError) {
    if options.bundle.layout == .tar { try beginUnit(source) }
    if columns.isEmpty, !options.bundle.checksums, options.bundle.layout == .files,
      var rows = try source.plainRows(in: bundle, wait: wait)
    {
      while let line = rows.nextLine() {
        if try takes(rows, line) { continue }
        try add(standing: source.standing(try rows.row(at: line)), of: source)
      }
      addSpliced(isOfThisRun: source.report.isOfThisRun)
      return
    }
    try source.forEachRow(in: bundle, wait: wait, includingVoid: true) { row throws(StorageError) in
      try add(standing: row, of: source)
    }
  }

  private mutating func add(
    standing row: ShardSource.Row, of source: ShardSource
  ) throws(StorageError) {
    if row.isVoid { return counts.add(void: row) }
    if row.isChanged {
      changed.add(lost: row, in: bundle, options.clips, fanout: plan.fanout)
    } else {
      lostClips += row.lost.count
    }
    try add(row.withoutLost, of: source)
  }

  private mutating func add(_ standing: ShardSource.Row, of source: ShardSource)
    throws(StorageError)
  {
    let row = standing.row
    let classes = try classNumbers(of: row, in: source.report.file.path)
    counts.add(standing, classes: classes, valRatio: options.clips.valRatio)
    switch row.outcome {
    case .rendered(let clips):
      changed.add(row, clips)
      try add(row, clips, classes)
    case .skipped(let reason, let detail):
      // An event that has clips from an earlier plan is not a skipped one.
      if row.share.continues { return }
      try skipped.append(row.event, reason, detail: detail, of: split(of: row))
    case .kept, .changed: break
    }
  }

  private func classNumbers(of row: ReportRow, in path: String) throws(StorageError) -> [Int] {
    guard case .rendered = row.outcome else { return [] }
    var numbers: [Int] = []
    for label in row.labels {
      guard let number = classNumbers[label] else {
        throw StorageError(damaged: path, "it names a label that the plan does not: \(label)")
      }
      numbers.append(number)
    }
    return numbers
  }

  private mutating func add(
    _ row: ReportRow, _ recorded: RenderedClips, _ classes: [Int]
  ) throws(StorageError) {
    var clips = recorded
    let places = ClipPlace.places(
      of: row.event, labels: row.labels, options: options.clips, fanout: plan.fanout)
    if let first = places.first, options.bundle.layout == .files {
      clips = try clips.withLevel(
        at: "\(bundle.root)/\(first.pathInBundle)", sampleRate: options.clips.sampleRate)
    }
    for (position, place) in places.enumerated() {
      let origin = OriginRow(
        row, clips, position: position, number: classes[position],
        path: path(of: row, position, place), sampleRate: options.clips.sampleRate,
        stored: try stored(clips, position, row))
      found.widen(for: origin.row.carried)
      switch place.split {
      case .train: try train.append(origin, isFirst: position == 0)
      case .val: try val.append(origin, isFirst: position == 0)
      }
      if let level = clips.level {
        levels.add(level, label: row.labels[position], source: row.event.sourceSet)
      }
      if unit != nil {
        try digestLines.append(stored: place, clips)
      } else {
        try digestLines.append(place, clips)
        clipSum.add(Array(place.pathInBundle.utf8), size: clips.size)
        try checksums?.append(place, clips)
      }
    }
  }

  // MARK: Tars

  /// Gives the tar of the next shard its name, the next one of its split.
  private mutating func beginUnit(_ source: ShardSource) throws(StorageError) {
    unit = nil
    guard let (report, stamp) = try source.unit(in: bundle, wait: wait) else { return }
    let next = NamedUnit(
      report: report, number: units[stamp.split]?.count ?? 0, stamp: stamp)
    units[stamp.split, default: []].append(next)
    unit = next
    try digestLines.append(next)
    clipSum.add(Array(next.pathInBundle.utf8), size: stamp.size)
    try checksums?.append(next)
  }

  /// The split whose unit a skipped event's shard is; nil where shards are no units.
  private func split(of row: ReportRow) -> Split? {
    options.bundle.layout == .files
      ? nil : Split(session: row.event.sessionID, valRatio: options.clips.valRatio)
  }

  /// Where a clip lies in the tar in hand; nil where it is a file.
  private func stored(
    _ clips: RenderedClips, _ position: Int, _ row: ReportRow
  ) throws(StorageError) -> StoredClip? {
    guard options.bundle.layout == .tar else { return nil }
    guard let unit, let offset = clips.offsets?[position] else {
      throw StorageError(
        damaged: bundle.reports, "event \(row.event.ordinal) has clips, and its shard has no tar")
    }
    return StoredClip(shard: Text(unit.name), offset: offset, size: clips.size)
  }

  /// What rows call a clip: its path in the split's folder, or its name in the tar.
  private func path(of row: ReportRow, _ position: Int, _ place: ClipPlace) -> String {
    if options.bundle.layout == .files { return place.path }
    let (label, format) = (row.labels[position], options.clips.format)
    return SampleKey(of: row.event, label: label, format).file(format)
  }

  // MARK: Files

  /// Completes the files and gives them their names.
  consuming func finish() throws(StorageError) -> MergedBundle {
    let (bundle, classes) = (bundle, plan.classes)
    let counts = counts
    let (lostClips, changed, levels, clipSum) = (lostClips, changed, levels, clipSum)
    let (columns, options) = (found, options)
    let units = Split.allCases.flatMap { self.units[$0] ?? [] }
    let card = DatasetCard.text(
      account: counts.lifetime, classes: classes, columns: columns, options: options)
    let trainFiles = try train.finish()
    let valFiles = try val.finish()
    var files: [BundleDocument: FileStamp] = [
      .labels(.train): trainFiles.labels, .labels(.val): valFiles.labels,
      .skipped: try skipped.finish(),
      .components: try Self.write(
        JSONFile.document(
          ComponentsDocument(classes: classes, counts: counts.lifetime.clipsByClass)),
        to: bundle.components),
      .card: try Self.write(Array(card.utf8), to: bundle.card),
    ]
    files[.rows(.train)] = trainFiles.rows
    files[.rows(.val)] = valFiles.rows
    let rows = Split.allCases.compactMap { split in files[.rows(split)].map { (split, $0) } }
    if !rows.isEmpty {
      let croissant = Croissant(
        rows: rows, in: bundle, carried: columns, hasPlaces: options.bundle.layout == .tar)
      files[.croissant] = try Self.write(croissant.json, to: bundle.croissant)
    }
    if let checksums = checksums.take() {
      let named = BundleDocument.calledFor(by: options.bundle).compactMap { files[$0] }
      files[.checksums] = try checksums.finish(with: named)
    }
    let digests = try digestLines.finish(
      with: BundleDocument.ofBundleDigest.compactMap { files[$0] })
    return MergedBundle(
      counts: counts, columns: columns, lostClips: lostClips, changed: changed, levels: levels,
      bundleDigest: digests.bundle,
      clipsDigest: digests.clips, clips: clipSum, units: units, files: files)
  }

  private static func write(
    _ bytes: [UInt8], to path: String
  ) throws(StorageError) -> FileStamp {
    var file = try OutputFile(replacing: path)
    try file.write(bytes)
    return try file.finish()
  }
}
