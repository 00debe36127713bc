import Bundle
import Dataset
import Dispatch
import Files

/// Writes a finished bundle in another layout.
///
/// The bytes are a function of the bundle, the form and the options; threads, interruptions and what was there before do
/// not show in them.
package struct Packer {
  private let task: PackTask
  private let units: [Split: [PackUnit]]
  private let layout: any PackLayout
  private let counter = PackCounter()
  /// Why units end where the clips that are there say; nil where the manifest decides, or nothing depends on it.
  private let note: String?

  /// Packs to the end; `check` is called now and then and may throw to stop, after which the same request can resume.
  ///
  /// Throws `PackError`, `StorageError`, or what `check` throws.
  package static func run(
    _ request: PackRequest, progress: (PackProgress) -> Void = { _ in },
    check: () throws -> Void = {}
  ) throws -> PackResult {
    let source = try PackSource(request.bundle)
    let (units, note) = try Self.units(of: source, request, check)
    let clips = units.values.joined().reduce(0) { $0 + $1.clips }
    guard clips > 0 else { throw PackError.nothingChosen(source.layout.root) }
    let root = FileSystem.absolute(request.output)
    if case .resuming = request.start, let record = try PackRecord.read(at: root) {
      guard record.isOf(request, source) else { throw PackError.otherPack(root) }
      if record.isThere(at: root) {
        return PackResult(request, units, clipsDigest: record.clipsDigest, note: note)
      }
    }
    let bundle = try PackedBundle(request, of: source)
    if case .resuming = request.start, let bundle, try bundle.stands(at: BundleLayout(root)) {
      return PackResult(
        request, units, clipsDigest: source.published.clipsDigest ?? "", note: note)
    }
    let order = request.part.splits.flatMap { units[$0] ?? [] }
    let place = try PackPlace.claim(request.output, request.start, PackJob(request, source, order))
    let task = PackTask(
      source: source, request: request, root: place.root, state: place.state, bundle: bundle)
    let packer = Packer(task: task, units: units, layout: request.form.layout(task), note: note)
    let stamps = try packer.write(order, place, progress, check)
    let result = try packer.finish(stamps)
    try place.close()
    return result
  }

  private init(task: PackTask, units: [Split: [PackUnit]], layout: any PackLayout, note: String?) {
    self.task = task
    self.units = units
    self.layout = layout
    self.note = note
  }

  // MARK: Units

  private static func units(
    of source: PackSource, _ request: PackRequest, _ check: () throws -> Void
  ) throws -> (units: [Split: [PackUnit]], note: String?) {
    var search = UnitSearch(source: source, part: request.part, unitClips: request.unitClips)
    let bytes = try request.part.mostBytes.map { most in
      let all = try request.part.splits.map { try search.bytes(of: $0) }
      return (most: most, all: all.reduce(0, +), each: all)
    }
    var note: String?
    if request.form.unitsFollowManifest, request.part.isWhole {
      (search.requested, note) = try RequestedUnits.find(
        in: source, clips: request.unitClips, progress: { _ in try check() })
    }
    var found: [Split: [PackUnit]] = [:]
    for (place, split) in request.part.splits.enumerated() {
      // Each split's share, in binary64; what a user gives may be larger than any bundle.
      let most = bytes.map {
        Int(min(Double($0.most) * (Double($0.each[place]) / Double(max($0.all, 1))), 0x1p62))
      }
      let units = try search.units(of: split, mostBytes: most, check: check)
      if search.requested != nil, !units.isInOrder {
        search.requested = nil
        note = "its rows come of more than one manifest"
        for split in Split.allCases {
          found[split] = try search.units(of: split, check: check).units
        }
        break
      }
      found[split] = units.units
    }
    return (found, note)
  }

  // MARK: Work

  /// Writes what is not written yet, on all threads, and gives the files of the units in order.
  private func write(
    _ order: [PackUnit], _ place: borrowing PackPlace, _ progress: (PackProgress) -> Void,
    _ check: () throws -> Void
  ) throws -> [UnitRecord.File] {
    var records = [UnitRecord?](repeating: nil, count: order.count)
    for (number, unit) in order.enumerated() { records[number] = try place.written(unit) }
    if records.allSatisfy({ $0 == nil }) {
      for split in task.request.part.splits { try layout.prepare(split, units[split] ?? []) }
    }
    let open = order.indices.filter { records[$0] == nil }
    let total = order.reduce(0) { $0 + $1.clips }
    counter.add(total - open.reduce(0) { $0 + order[$1].clips })
    try work(on: open.map { order[$0] }) {
      progress(PackProgress(done: counter.count, total: total))
      try check()
    }
    for number in open { records[number] = try place.written(order[number]) }
    return try records.enumerated().flatMap { number, record in
      guard let record else {
        throw StorageError(damaged: place.root, "the files of \(order[number].name) are gone again")
      }
      return record.files
    }
  }

  /// Writes these units; `look` is called about ten times a second and may throw to stop.
  private func work(on open: [PackUnit], look: () throws -> Void) throws {
    let deal = Deal(open.count)
    let ended = DispatchSemaphore(value: 0)
    var threads = 0
    let body: @Sendable () -> Void = { [self] in
      while counter.mayGoOn, let number = deal.next() {
        do { try write(open[number]) } catch { counter.stop(error) }
      }
      ended.signal()
    }
    while threads < min(task.request.threads, open.count) {
      do throws(ThreadShortage) {
        try WorkThread.startDetached(body)
        threads += 1
      } catch {
        // Those that are there do all of it.
        if threads == 0 { throw error }
        break
      }
    }
    while threads > 0 {
      if ended.wait(timeout: .now() + .milliseconds(100)) == .success { threads -= 1 }
      guard counter.mayGoOn else { continue }
      do { try look() } catch { counter.stop(error) }
    }
    try counter.check()
  }

  private func write(_ unit: PackUnit) throws {
    var clips = try UnitClips(unit, of: task.source, task.request.part, counting: counter)
    let record = try layout.write(unit, &clips)
    try task.note(record, of: unit)
  }

  // MARK: Documents

  private func finish(_ unitFiles: [UnitRecord.File]) throws -> PackResult {
    var documents = PackDocuments(task: task, units: units)
    for split in task.request.part.splits {
      documents.files += try layout.finish(split, units[split] ?? [])
    }
    let digest = try documents.write(unitFiles)
    return PackResult(task.request, units, clipsDigest: digest, note: note)
  }
}

extension PackForm {
  func layout(_ task: PackTask) -> any PackLayout {
    switch self {
    case .webdataset: TarPack(task: task)
    case .parquet: ParquetPack(task: task)
    case .shar: SharPack(task: task)
    case .npy: ArrayPack(task: task)
    case .files: FilePack(task: task)
    }
  }

  /// Whether units end where the manifest's do.
  var unitsFollowManifest: Bool { self != .npy && self != .files }
}
