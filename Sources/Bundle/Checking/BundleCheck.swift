import Dataset
package import Files

/// Checks a bundle against itself: its documents, its rows, and every clip.
///
/// Clips are read on all processors. Memory: 18 to 29 bytes a clip, and as much a session. Nothing is written.
package struct BundleCheck: ~Copyable {
  let layout: BundleLayout
  var findings: BundleFindings
  var record: MetadataDocument?
  var classes: [Text: Int]?
  var classCounts: [Text: Int] = [:]
  var format = ClipFormat.wav
  var fanout: Int?
  /// Whether clips lie in tars.
  var isTar = false
  /// Paths that rows name, relative to the bundle.
  var named = DigestSet()
  var digestLines = BundleDigest()
  private var sessions: [Split: DigestSet] = [.train: DigestSet(), .val: DigestSet()]
  private var shared = DigestSet()
  private let clips: ClipReader
  private let threads = ClipThreads(Host.usableCPUs - 1)
  /// True if the level of each clip is known, from its row or from the clip itself.
  private(set) var areLevelsKnown = true

  /// Checks the bundle at `path`.
  ///
  /// Now and then `progress` gets the number of finished clips, and their total if the bundle states it; `visit` gets
  /// each clip that decodes, in the order of the rows.
  ///
  /// Throws a `StorageError` if there is no bundle; every other fault becomes a finding.
  package static func run(
    _ path: String, progress: (Int, Int?) -> Void = { _, _ in },
    visit: (CheckedClip) -> Void = { _ in }
  ) throws(StorageError) -> BundleFindings {
    var check = try BundleCheck(BundleLayout(path))
    check.readComponents()
    for split in Split.allCases { check.readRows(split, progress, visit) }
    check.readSkipped()
    for split in Split.allCases { check.lookForOthers(split) }
    check.compareCounts()
    check.compareDocuments()
    return check.findings
  }

  private init(_ layout: BundleLayout) throws(StorageError) {
    let parts = [layout.metadata] + Split.allCases.map(layout.labels)
    guard parts.contains(where: FileSystem.exists) else {
      // The system's words say whether the folder is missing or may not be read.
      _ = try FileSystem.names(in: layout.root)
      throw StorageError("find a bundle's metadata.json or label files in", layout.root, code: 2)
    }
    self.layout = layout
    findings = BundleFindings(path: layout.root)
    do {
      record = try MetadataDocument.read(layout.metadata)
    } catch {
      let isThere = FileSystem.exists(layout.metadata)
      findings.faults.add(
        isThere ? .damagedDocument : .incomplete, layout.relative(layout.metadata),
        isThere ? Self.words(error) : "it is not there: an export writes it last")
    }
    format = record?.options?.clips.format ?? .wav
    isTar = record?.options?.bundle.layout == .tar
    fanout = record?.clipFanout.flatMap { (0...4).contains($0) ? $0 : nil }
    if let rate = record?.sampleRate, rate > 0 { findings.sampleRate = rate }
    clips = ClipReader(format, sampleRate: findings.sampleRate)
    if let ratio = record?.valRatio { findings.valRatio = ratio }
    findings.format = format
    findings.provenance = record.map { Provenance($0) }
    findings.rootedSources = Set((record?.options?.sources.rootMap ?? []).map(\.source))
    findings.fields = record?.options?.fields ?? FieldOptions()
    findings.removedEvents = record?.removedEvents ?? 0
    noteIncomplete()
    noteLostFields()
  }

  /// The fields of the record that a later run needs must exist and must not contradict each other.
  private mutating func noteLostFields() {
    guard record != nil else { return }
    do {
      _ = try PublishedMetadata.read(layout.metadata)
    } catch {
      findings.faults.add(.damagedDocument, layout.relative(layout.metadata), Self.words(error))
    }
  }

  private mutating func noteIncomplete() {
    guard let record, record.complete != true || record.eventsRemaining != 0 else { return }
    let remaining = record.eventsRemaining.map { "\($0) events remain" }
    findings.faults.add(
      .incomplete, layout.relative(layout.metadata),
      remaining ?? "it does not say that all events are done")
  }

  /// An error's reason without the path, which the finding names.
  static func words(_ error: any Error) -> String {
    (error as? StorageError)?.reason ?? "\(error)"
  }

  // MARK: Rows

  /// A row whose clip is still to be read.
  private struct Waiting {
    let row: LabelRow
    let stated: ClipStatement?
    let number: Int
    /// Relative to the bundle; of a clip in a tar, the tar's with the clip's name in it.
    let path: String
    /// What its path is as a file, where it lies in a tar.
    let stored: String?
    let file: ClipFile
  }

  /// Clips that are read together: while threads read one batch, this thread reads the rows of the next.
  private static let batch = 512

  private mutating func readRows(
    _ split: Split, _ progress: (Int, Int?) -> Void, _ visit: (CheckedClip) -> Void
  ) {
    let total = record?.statistics?.writtenClips
    var (waiting, reading): ([Waiting], (rows: [Waiting], clips: ClipBatch)?) = ([], nil)
    func exchange(_ check: inout BundleCheck) {
      let next = ClipBatch(waiting.map(\.file), with: check.clips)
      check.threads.begin(next)
      if let reading {
        check.take(reading.clips.finish(), of: reading.rows, split, visit)
        progress(check.findings.clipCount - waiting.count, total)
      }
      reading = (waiting, next)
      waiting = []
    }
    readRows(split) { check, next in
      waiting.append(next)
      if waiting.count == Self.batch { exchange(&check) }
    }
    exchange(&self)
    exchange(&self)
    if isTar { readTars(split) }
  }

  private mutating func readRows(
    _ split: Split, _ wait: (inout BundleCheck, Waiting) -> Void
  ) {
    let name = layout.relative(layout.labels(of: split))
    var number = 0
    SplitRows.read(layout, split) { step in
      switch step {
      case .fault(let fault, let name, let words): findings.faults.add(fault, name, words)
      case .row(let row, let other):
        number += 1
        guard let row else {
          findings.faults.add(.wrongRow, "\(name) row \(number)", "a field is absent or no value")
          return
        }
        if let next = check(row, other, split, number) { wait(&self, next) }
      }
    }
  }

  /// Judges a row; returns the clip to read for it, or nil if its path leads out of the split.
  private mutating func check(
    _ row: LabelRow, _ other: SplitRows.OtherHalf?, _ split: Split, _ number: Int
  ) -> Waiting? {
    let place = "\(layout.relative(layout.labels(of: split))) row \(number)"
    findings.clips[split, default: 0] += 1
    let frames = Int((row.seconds * Double(findings.sampleRate)).rounded().clamped)
    findings.frames[split, default: 0] += frames
    findings.labels.add(row.label, split, isSynthetic: nil)
    findings.sources.add(row.sourceSet, events: 0, clips: 1, frames: frames)
    noteSession(row.sessionID, split)
    var stated: ClipStatement?
    switch other {
    case .line(let differences, let words):
      if !differences.isEmpty {
        let names = differences.joined(separator: ", ")
        findings.faults.add(.wrongRow, place, "metadata.jsonl has another \(names)")
      }
      if !differences.contains("file") { stated = words }
    case .bad:
      let name = layout.relative(layout.huggingFaceRows(of: split))
      findings.faults.add(.wrongRow, name, "\(place) has no other half")
    case nil: break
    }
    guard let path = checkRow(row, split, place) else { return nil }
    return Waiting(
      row: row, stated: stated, number: number, path: path,
      stored: isTar
        ? "\(split.rawValue)/" + (row.expectedPath(in: split, fanout: 0, format: format) ?? "")
        : nil,
      file: ClipFile("\(layout.directory(of: split))/\(row.file)", stored: row.stored))
  }

  /// Judges what a row says by itself; the clip's path in the bundle, or nil where it leads out of the split.
  private mutating func checkRow(
    _ row: LabelRow, _ split: Split, _ place: String
  ) -> String? {
    let file = row.file.string
    if let classes, classes[row.label] != row.classIndex {
      let index = classes[row.label].map(String.init) ?? "no class"
      findings.faults.add(
        .wrongRow, place, "component_idx \(row.classIndex), components.json has \(index)")
    }
    let expected =
      isTar
      ? row.expectedName(format)
      : fanout.flatMap { row.expectedPath(in: split, fanout: $0, format: format) }
    if let expected, expected != file {
      findings.faults.add(.wrongRow, place, "event and label name \(expected), the row \(file)")
    }
    if Split(session: row.sessionID, valRatio: findings.valRatio) != split {
      findings.faults.add(.wrongSplit, place, "session \(row.sessionID)")
    }
    guard FileSystem.staysBeneath(file) else {
      findings.faults.add(.wrongRow, place, "the path \(file) leads out of the split's folder")
      return nil
    }
    guard isTar == (row.stored != nil) else {
      findings.faults.add(
        .wrongRow, place, isTar ? "it names no place in a tar" : "it names a place in a tar")
      return nil
    }
    let folder = row.stored.map { "\(split.rawValue)/\($0.shard)" } ?? split.rawValue
    if row.stored != nil { _ = named.insert(ContentDigest(of: Array(folder.utf8))) }
    let path = "\(folder)/\(file)"
    if !named.insert(ContentDigest(of: Array(path.utf8))) {
      findings.faults.add(.wrongRow, place, "an earlier row names \(file)")
    }
    return path
  }

  private mutating func noteSession(_ session: Text, _ split: Split) {
    let key = ContentDigest(of: session.bytes)
    guard sessions[split]?.insert(key) == true else { return }
    findings.sessions[split, default: 0] += 1
    let other = split == .train ? Split.val : .train
    if sessions[other]?.contains(key) == true, shared.insert(key) {
      findings.faults.add(.sessionInBothSplits, session)
    }
  }

  // MARK: Clips

  private mutating func take(
    _ outcomes: [ClipOutcome], of rows: [Waiting], _ split: Split, _ visit: (CheckedClip) -> Void
  ) {
    for (outcome, next) in zip(outcomes, rows) {
      guard let facts = take(outcome, next) else { continue }
      visit(
        CheckedClip(
          next.row, next.stated, facts, in: split, at: next.number, next.path, next.file))
    }
  }

  /// Judges a clip; returns its facts if it decodes.
  private mutating func take(_ outcome: ClipOutcome, _ next: Waiting) -> ClipFacts? {
    let (path, stated) = (next.path, next.stated)
    switch outcome {
    case .missing:
      findings.faults.add(.missingClip, path)
      add(next, size: nil, digest: nil)
    case .undecodable(let words, let size, let found):
      findings.faults.add(.undecodableClip, path, words)
      compare(found, with: stated?.digest, path)
      add(next, size: size, digest: found)
    case .facts(let facts):
      findings.clipsRead += 1
      findings.bytesRead += facts.size
      compare(facts.digest, with: stated?.digest, path)
      add(next, size: facts.size, digest: facts.digest)
      judge(facts, next.row, path)
      if facts.digest == stated?.digest { compare(facts.level, with: stated?.level, path) }
      count(stated?.level ?? facts.level, next.row)
      return facts
    }
    count(stated?.level, next.row)
    return nil
  }

  private mutating func add(_ clip: Waiting, size: Int?, digest: ContentDigest?) {
    if let path = clip.stored {
      digestLines.add(stored: path, size: size, digest: digest)
    } else {
      digestLines.add(clip.path, size: size, digest: digest)
    }
  }

  private mutating func count(_ level: ClipLevel?, _ row: LabelRow) {
    areLevelsKnown = areLevelsKnown && level != nil
    if let level {
      findings.statedLevels.add(level, label: row.label, source: row.sourceSet)
    }
  }

  private mutating func compare(
    _ found: ContentDigest?, with stated: ContentDigest?, _ path: String
  ) {
    guard let found, let stated, found != stated else { return }
    findings.faults.add(.changedClip, path, "XXH3-128 \(found), stated \(stated)")
  }

  private mutating func compare(
    _ found: ClipLevel?, with stated: ClipLevel?, _ path: String
  ) {
    guard let found, let stated, found != stated else { return }
    findings.faults.add(.wrongRow, path, "it has \(found), its row \(stated)")
  }

  private mutating func judge(_ facts: ClipFacts, _ row: LabelRow, _ path: String) {
    if let words = facts.otherFormat { findings.faults.add(.wrongFormat, path, words) }
    if facts.sampleRate != findings.sampleRate {
      findings.faults.add(
        .wrongRate, path, "\(facts.sampleRate) Hz, not \(findings.sampleRate) Hz")
    }
    if Double(facts.frames) / Double(findings.sampleRate) != row.seconds {
      let stated = (row.seconds * Double(findings.sampleRate)).rounded()
      findings.faults.add(
        .wrongLength, path, "\(facts.frames) frames, not \(Int(stated.clamped))")
    }
  }
}

extension Double {
  /// The value limited to a range in which frames can be counted, so that a stated length of any size can be
  /// checked.
  fileprivate var clamped: Double { isNaN ? 0 : Swift.min(Swift.max(self, 0), 0x1p40) }
}
