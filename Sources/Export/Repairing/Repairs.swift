import Bundle
import Dataset
import Files
import RunState
import Scheduling

/// Plans the rows of committed shards that must be, or now can be, rendered again.
struct Repairs {
  private let look: ShardLook
  private let options: ExportOptions
  private let roots: AudioRoots
  private var locations: [SourceKey: SourceLocation] = [:]
  private(set) var missing = 0
  private(set) var changed = 0
  /// Clips that could not be rendered again and are tried again.
  private(set) var lost = 0
  /// Clips of recordings that changed, all of which are rendered again.
  private(set) var rerendered = 0
  /// Recordings that have lost clips, or whose clips are of more than one version.
  private(set) var changedSources: Set<SourceKey> = []
  private var contents: [SourceKey: Set<ContentDigest>] = [:]
  private(set) var recoverable = 0
  /// Events that were quarantined and are tried again.
  private(set) var retried = 0
  /// The shards of these events.
  private(set) var retriedShards: Set<ShardIndex> = []
  /// Events whose audio could not be read and is read again.
  private(set) var reread = 0
  /// The sum of the inspected rows, without those that are rendered again.
  private(set) var standing = Tally()

  init(_ look: ShardLook, _ options: ExportOptions, manifest: String) {
    self.look = look
    self.options = options
    roots = AudioRoots(options.sources, manifest: manifest)
  }

  /// The events of some shards that need work, shard by shard.
  ///
  /// The shards are inspected in parallel, since most of the time is spent waiting for file systems. A signal ends
  /// that between two rows.
  mutating func events(
    of sources: [ShardSource], _ interrupts: Interrupts
  ) throws -> [[PlannedEvent]] {
    let look = look
    let results = WorkThread.results(sources.count) { place in
      Result { try look.findings(in: sources[place], while: { !interrupts.isPending }) }
    }
    try interrupts.check()
    return try zip(sources, results).map { try events($0, try $1.get()) }
  }

  private mutating func events(
    _ source: ShardSource, _ findings: ShardLook.Findings
  ) throws -> [PlannedEvent] {
    standing += findings.standing
    missing += findings.missing
    changed += findings.changed
    lost += findings.retried
    rerendered += findings.rerendered
    changedSources.formUnion(findings.changedSources)
    for (source, content) in findings.contents {
      contents[source, default: []].formUnion(content)
      if contents[source]?.count ?? 0 > 1 { changedSources.insert(source) }
    }
    let before = retried
    let events = try findings.needed.compactMap { standing, healing in
      let event = try planned(standing, healing: healing)
      if event != nil { takeOff(standing.row) }
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

  /// The event of a row as it is to be rendered; nil if its audio is not available.
  private mutating func planned(
    _ standing: ShardSource.Row, healing: [Int]
  ) throws -> PlannedEvent? {
    let row = standing.row
    let location = try location(of: row)
    switch (row.outcome, location) {
    case (.skipped(.quarantined, _), .root): retried += 1
    case (.skipped(.unreadable, _), .root), (.skipped(.outOfRange, _), .root): reread += 1
    case (.skipped, .root): recoverable += 1
    case (_, .root): changedSources.insert(row.event.source)
    case (.skipped, _): return nil
    default: throw Self.unreachable(row, roots)
    }
    let isRerendered = look.rerendered.contains(row.event.source)
    return PlannedEvent(
      row, at: location, healing: healing, recorded: isRerendered ? nil : standing.recorded)
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

  /// A clip is gone and so is its recording: nobody can say what the clip was.
  private static func unreachable(_ row: ReportRow, _ roots: AudioRoots) -> RunFailure {
    let places = roots.roots.map(\.path).joined(separator: ", ")
    return RunFailure(
      .unfinished,
      "a clip of event \(row.event.ordinal) must be rendered again, but \(row.event.audioPath?.string ?? "?")"
        + " is not under \(places) (bring it back, then resume)")
  }

  /// True if clips are not as they were written, without anyone having asked for it.
  var findDamage: Bool { missing + changed > 0 }

  /// The findings in one line.
  var description: String {
    var parts: [String] = []
    if missing > 0 {
      parts.append(
        missing == 1
          ? "1 clip is missing or cut short" : "\(missing) clips are missing or cut short")
    }
    if changed > 0 {
      parts.append(
        changed == 1 ? "1 clip has other content" : "\(changed) clips have other content")
    }
    if rerendered > 0 {
      parts.append("\(rerendered) clips of recordings that changed are rendered again")
    }
    if lost > 0 {
      parts.append(
        lost == 1
          ? "1 clip that was lost is tried again" : "\(lost) clips that were lost are tried again")
    }
    if recoverable > 0 { parts.append("the audio of \(recoverable) skipped events is there now") }
    if retried > 0 { parts.append("\(retried) events that were quarantined are tried again") }
    if reread > 0 { parts.append("\(reread) events that could not be read are tried again") }
    return parts.joined(separator: ", ") + "; rendering them again"
  }
}
