import Bundle
import Dataset
import Files
import Manifest

/// The events of a shard as read from its range of the manifest, with the plan's decisions about each.
struct ShardEvents {
  /// An event and its treatment.
  struct Item {
    let share: EventShare
    /// The position in the shard, from 0.
    let position: Int
    let fate: Fate
    /// Its clips on record: from an earlier plan, or in a repair from the repaired shard.
    let standing: StandingEvent?
  }

  enum Fate {
    /// To be cut from the source of this number, in the root of this number.
    case render(source: Int, root: Int)
    case skip(SkipReason, detail: String)
    /// Its clips are already in the bundle.
    case keep
  }

  private(set) var items: [Item] = []
  private var sourceNumbers: [SourceKey: Int] = [:]
  private var clipCount = 0
  private let shard: PlanShard
  private let duplicates: Set<Int>
  private let twins: Set<Int>
  private let known: Set<Int>
  private let quarantined: Set<Int>
  private var standing: ArraySlice<StandingEvent>

  /// The detail of a quarantined event: the same on any host, however it failed.
  static let quarantineDetail = "decoding it stops the renderer, or fails everywhere"

  /// Reads and judges the range; throws `broken` if it is not the planned one.
  init(
    of shard: PlanShard, in manifest: String, quarantined: [Int], _ options: ExportOptions
  ) throws(RenderFailure) {
    self.shard = shard
    duplicates = Set(shard.duplicates)
    twins = Set(shard.caseTwins)
    known = Set(shard.known)
    self.quarantined = Set(quarantined)
    standing = (shard.standing ?? [])[...]
    items.reserveCapacity(shard.eventCount)
    if let repair = shard.repair {
      takeOver(repair.events)
      return
    }
    do throws(ManifestError) {
      try read(manifest, options)
    } catch {
      throw .broken(words: error.description)
    }
    guard items.count == shard.eventCount, sourceNumbers.count == shard.sources.count, isIntact
    else { throw .broken(words: "\(manifest) has changed since it was planned") }
  }

  private var isIntact = false

  private mutating func read(
    _ manifest: String, _ options: ExportOptions
  ) throws(ManifestError) {
    var reader = try ManifestReader(
      path: manifest, offset: shard.byteOffset, length: shard.byteCount,
      firstOrdinal: shard.firstOrdinal, hashing: .ranges)
    var parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    var chosen = shard.chosen.map { $0[...] }
    var lines = LineDigest()
    while let line = try reader.next() {
      if chosen != nil, chosen?.first != line.ordinal - shard.firstOrdinal { continue }
      _ = chosen?.popFirst()
      lines.add(line.content)
      switch parser.parse(line) {
      case .event(let event, let carried): add(event, carried)
      case .malformed(let reason): addMalformed(ordinal: line.ordinal, reason)
      }
    }
    let range = reader.cutRange(.afterLine).digest.description
    isIntact = (shard.unit == nil ? range : lines.description) == shard.digest
  }

  private mutating func addMalformed(ordinal: Int, _ reason: String) {
    let share = EventShare(event: Event(ordinal: ordinal), labels: [], duplicates: 0)
    add(share, .skip(.malformed, detail: reason))
  }

  private mutating func add(_ share: EventShare, _ fate: Fate) {
    let position = items.count
    let own = standing.first.flatMap { $0.position == position ? $0 : nil }
    if own != nil { standing.removeFirst() }
    items.append(Item(share: share, position: position, fate: fate, standing: own))
  }

  private mutating func add(_ event: Event, _ fields: CarriedFields) {
    let source = number(of: event.source)
    guard event.hasOnset || event.labels.isEmpty else {
      return add(
        EventShare(event: event, labels: [], duplicates: 0),
        .skip(.invalidOnset, detail: Self.onsetDetail(event)))
    }
    var labels: [Text] = []
    var carried: [[Text?]] = []
    var (kept, caseTwins) = (0, 0)
    for (number, label) in event.labels.enumerated() {
      if known.contains(clipCount) {
        kept += 1
      } else if !duplicates.contains(clipCount) {
        labels.append(label)
        if twins.contains(clipCount) { caseTwins += 1 }
        if !fields.ofEvent.isEmpty { carried.append(fields.ofLabel(number)) }
      }
      clipCount += 1
    }
    // A range that is not the planned one may name sources that the plan does not know; it is refused.
    let location = source < shard.sources.count ? shard.sources[source] : .missing
    let fate =
      kept > 0 && labels.isEmpty
      ? Fate.keep : fate(of: event, ownLabels: labels.count, source: source, at: location)
    var share = EventShare(
      event: event, labels: labels, duplicates: event.labels.count - labels.count - kept)
    share.carried = carried
    share.caseTwins = caseTwins
    share.continues = kept > 0
    add(share, fate)
  }

  /// Takes events of an earlier report, each with its own labels and location.
  private mutating func takeOver(_ events: [PlannedEvent]) {
    for planned in events {
      let event = planned.share.event
      let fate = fate(
        of: event, ownLabels: event.labels.count, source: number(of: event.source),
        at: planned.location)
      let position = items.count
      let standing = planned.recorded.map {
        StandingEvent(position: position, clips: $0, isCompared: true)
      }
      items.append(Item(share: planned.share, position: position, fate: fate, standing: standing))
    }
  }

  private mutating func number(of source: SourceKey) -> Int {
    if let known = sourceNumbers[source] { return known }
    let number = sourceNumbers.count
    sourceNumbers[source] = number
    return number
  }

  /// The first reason that applies, in the order of `SkipReason`.
  private func fate(
    of event: Event, ownLabels: Int, source: Int, at location: SourceLocation
  ) -> Fate {
    if event.labels.isEmpty { return .skip(.noComponents, detail: "no component with a label") }
    if ownLabels == 0 { return .skip(.duplicate, detail: "all its clips belong to earlier events") }
    switch location {
    case .missing: return .skip(.missingFile, detail: Self.missingDetail(event))
    case .outsideRoots: return .skip(.outsideRoots, detail: "the path leaves every root")
    case .denied: return .skip(.unreadable, detail: "a folder on the way may not be searched")
    case .root(let root):
      if quarantined.contains(items.count) {
        return .skip(.quarantined, detail: Self.quarantineDetail)
      }
      return .render(source: source, root: root)
    }
  }

  private static func onsetDetail(_ event: Event) -> String {
    event.invalidFields.contains("onset_time") ? "onset_time is no number" : "no onset_time"
  }

  private static func missingDetail(_ event: Event) -> String {
    event.audioPath == nil ? "no audio path" : "no such file"
  }
}
