import Dataset
import Merging
import Rendering
import Scheduling
import Storage

/// Looks for rows of committed shards that must be, or now can be, rendered again.
///
/// A clip that is missing or has another size is rendered again; with `deep`, and for shards that a
/// power cut may have touched, its content is compared too. An event that was skipped because its
/// file was not found is looked up again.
struct Repairs {
  private let bundle: BundleLayout
  private let options: ExportOptions
  private let fanout: Int
  private let roots: AudioRoots
  private var locations: [SourceKey: SourceLocation] = [:]
  /// Whether content is compared of every clip.
  private let isDeep: Bool
  /// Shards whose clips a power cut may have taken.
  private let unsynced: Set<ShardIndex>
  /// Whether events that were set aside are tried again.
  private let retriesQuarantined: Bool
  private(set) var missing = 0
  private(set) var changed = 0
  private(set) var recoverable = 0
  /// Events that were set aside and are tried again.
  private(set) var retried = 0
  /// The shards that they are of.
  private(set) var retriedShards: Set<ShardIndex> = []
  /// Events whose audio could not be read and is read again.
  private(set) var reread = 0
  /// What the rows looked at come to without those that are rendered again.
  private(set) var standing = Tally()

  init(
    _ bundle: BundleLayout, _ options: ExportOptions, fanout: Int, manifest: String, isDeep: Bool,
    unsynced: Set<ShardIndex>, retriesQuarantined: Bool
  ) {
    self.bundle = bundle
    self.options = options
    self.fanout = fanout
    self.isDeep = isDeep
    self.unsynced = unsynced
    self.retriesQuarantined = retriesQuarantined
    roots = AudioRoots(options.sources, manifest: manifest)
  }

  /// The events of one shard that need work.
  mutating func events(of source: ShardSource) throws -> [PlannedEvent] {
    var needed: [(row: ReportRow, healing: [Int])] = []
    let compares = isDeep || unsynced.contains(source.shard)
    try source.forEachRow(in: bundle) { standing throws(StorageError) in
      let row = standing.row
      self.standing.add(row, valRatio: options.clips.valRatio)
      switch row.outcome {
      case .rendered(let clips):
        let lost = lostClips(row, clips, compares: compares)
        if !lost.isEmpty { needed.append((row, lost)) }
      // One without labels is of a manifest that is gone: nobody knows what it would be.
      case .skipped where row.labels.isEmpty: break
      case .skipped(.missingFile, _), .skipped(.outsideRoots, _): needed.append((row, []))
      case .skipped(.quarantined, _): if retriesQuarantined { needed.append((row, [])) }
      case .skipped(.unreadable, _), .skipped(.outOfRange, _):
        if isDeep { needed.append((row, [])) }
      case .skipped, .kept: break
      }
    }
    let before = retried
    let events = try needed.compactMap { row, healing in
      let event = try planned(row, healing: healing)
      if event != nil { takeOff(row) }
      return event
    }
    if retried > before { retriedShards.insert(source.shard) }
    return events
  }

  /// The row is replaced by that of the repair, which counts the event again.
  private mutating func takeOff(_ row: ReportRow) {
    var counted = Tally()
    counted.add(row, valRatio: options.clips.valRatio)
    standing -= counted
  }

  /// The event of a row as it is to be rendered; nil where its audio is not to be had.
  private mutating func planned(_ row: ReportRow, healing: [Int]) throws -> PlannedEvent? {
    let location = try location(of: row)
    switch (row.outcome, location) {
    case (.skipped(.quarantined, _), .root): retried += 1
    case (.skipped(.unreadable, _), .root), (.skipped(.outOfRange, _), .root): reread += 1
    case (.skipped, .root): recoverable += 1
    case (_, .root): break
    case (.skipped, _): return nil
    default: throw Self.unreachable(row, roots)
    }
    return PlannedEvent(row, at: location, healing: healing)
  }

  /// The labels of the row, counted from 0, whose clip is not there as it was written.
  private mutating func lostClips(
    _ row: ReportRow, _ clips: RenderedClips, compares: Bool
  ) -> [Int] {
    var lost: [Int] = []
    for (number, label) in row.labels.enumerated() {
      let path = bundle.clip(row.event, label, options.clips, fanout: fanout)
      if Files.size(path) != clips.size {
        missing += 1
        lost.append(number)
      } else if compares, Self.digest(of: path, clips.size) != clips.digest {
        changed += 1
        lost.append(number)
      }
    }
    return lost
  }

  private static func digest(of path: String, _ size: Int) -> ContentDigest? {
    (try? Files.read(path, limit: size)).map { ContentDigest(of: $0) }
  }

  private mutating func location(of row: ReportRow) throws -> SourceLocation {
    let key = row.event.source
    if let known = locations[key] { return known }
    let location: SourceLocation
    switch roots.resolve(key) {
    case .found(let root): location = .root(root)
    case .missing: location = .missing
    case .outside: location = .outsideRoots
    case .denied: location = .denied
    case .unreachable(let root, _, let words):
      throw RunFailure(
        .unfinished,
        "sources unreachable: \(roots.directory(of: root)): \(words) (mount it, then resume)")
    }
    locations[key] = location
    return location
  }

  /// A clip is gone and so is its recording: nobody can say what it was.
  private static func unreachable(_ row: ReportRow, _ roots: AudioRoots) -> RunFailure {
    let places = roots.roots.map(\.path).joined(separator: ", ")
    return RunFailure(
      .unfinished,
      "a clip of event \(row.ordinal) must be rendered again, but \(row.audioPath?.string ?? "?")"
        + " is not under \(places) (bring it back, then resume)")
  }

  /// What was found, in a line.
  var description: String {
    var parts: [String] = []
    if missing > 0 { parts.append("\(missing) clips are missing or cut short") }
    if changed > 0 { parts.append("\(changed) clips have other content") }
    if recoverable > 0 { parts.append("the audio of \(recoverable) skipped events is there now") }
    if retried > 0 { parts.append("\(retried) events that were set aside are tried again") }
    if reread > 0 { parts.append("\(reread) events that could not be read are tried again") }
    return parts.joined(separator: ", ") + "; rendering them again"
  }
}
