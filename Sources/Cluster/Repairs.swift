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
  private(set) var missing = 0
  private(set) var changed = 0
  private(set) var recoverable = 0

  init(
    _ bundle: BundleLayout, _ options: ExportOptions, fanout: Int, manifest: String, isDeep: Bool,
    unsynced: Set<ShardIndex>
  ) {
    self.bundle = bundle
    self.options = options
    self.fanout = fanout
    self.isDeep = isDeep
    self.unsynced = unsynced
    roots = AudioRoots(options.sources, manifest: manifest)
  }

  /// The events of one shard that need work.
  mutating func events(of source: ShardSource) throws -> [PlannedEvent] {
    var needed: [ReportRow] = []
    let compares = isDeep || unsynced.contains(source.shard)
    try source.forEachRow(in: bundle) { standing throws(StorageError) in
      let row = standing.row
      switch row.outcome {
      case .rendered(let clips):
        if !isWhole(row, clips, compares: compares) { needed.append(row) }
      case .skipped(.missingFile, _), .skipped(.outsideRoots, _): needed.append(row)
      case .skipped, .kept: break
      }
    }
    return try needed.compactMap { row in
      let location = try location(of: row)
      if case .skipped = row.outcome {
        guard case .root = location else { return nil }
        recoverable += 1
      } else {
        guard case .root = location else { throw Self.unreachable(row, roots) }
      }
      return PlannedEvent(row, at: location)
    }
  }

  private mutating func isWhole(
    _ row: ReportRow, _ clips: RenderedClips, compares: Bool
  ) -> Bool {
    let split = Split(session: row.sessionID, valRatio: options.clips.valRatio)
    let format = options.clips.format
    var isWhole = true
    for label in row.labels {
      let name = ClipName(event: row.event, label: label, format: format)
      let path =
        "\(bundle.directory(of: split))/\(name.path(fanout: fanout, format: format))"
      if Files.size(path) != clips.size {
        missing += 1
        isWhole = false
      } else if compares, Self.digest(of: path, clips.size) != clips.digest {
        changed += 1
        isWhole = false
      }
    }
    return isWhole
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
    return parts.joined(separator: ", ") + "; rendering them again"
  }
}
