import Bundle
import Dataset
import Files
import Glibc

/// Finds rows of a committed shard that must be, or may be, rendered again.
///
/// A clip that is missing or has another size is rendered again; with `isDeep`, and for shards that a power cut may
/// have touched, its content is compared too. An event that was skipped because its file was not found is looked up
/// again.
package struct ShardLook: Sendable {
  let bundle: BundleLayout
  let options: ExportOptions
  let fanout: Int
  /// True if the content of every clip is compared.
  let isDeep: Bool
  /// Shards whose clips a power cut may have taken.
  let unsynced: Set<ShardIndex>
  /// True if quarantined events are tried again.
  let retriesQuarantined: Bool
  /// True if the contents of recordings are noted.
  var notesContents = false
  /// Recordings whose clips are all rendered again, whatever the recordings hold now.
  var rerendered: Set<SourceKey> = []

  /// Where the tars of units are, and recordings may be; nil where clips are files.
  var units: UnitLook?

  /// What was found in one shard.
  struct Findings: Sendable {
    /// Rows that need work, with the labels, counted from 0, whose clips are lost.
    var needed: [(standing: ShardSource.Row, healing: [Int])] = []
    /// The sum of all inspected rows.
    var standing = Tally()
    /// Clips that are missing, or cut short.
    var missing = 0
    /// Clips with other content.
    var changed = 0
    /// Clips that could not be rendered again before.
    var retried = 0
    /// Clips of recordings whose clips are all rendered again.
    var rerendered = 0
    /// Recordings that give other clips than those on record.
    var changedSources: Set<SourceKey> = []
    /// The contents of recordings when clips were made of them.
    var contents: [SourceKey: Set<ContentDigest>] = [:]
  }

  /// Inspects a shard; throws for one that is no longer needed.
  func findings(
    in source: ShardSource, while isWanted: () -> Bool = { true }
  ) throws(StorageError) -> Findings {
    var findings = Findings()
    let compares = isDeep || unsynced.contains(source.shard)
    if let units {
      return try self.findings(in: source, units, compares: compares, while: isWanted)
    }
    try source.forEachRow(in: bundle) { standing throws(StorageError) in
      guard isWanted() else {
        throw StorageError("look on through", source.report.file.path, code: ECANCELED)
      }
      let row = standing.row
      findings.standing.add(row, valRatio: options.clips.valRatio)
      if standing.isChanged { findings.changedSources.insert(row.event.source) }
      if notesContents, let content = standing.recorded?.source {
        findings.contents[row.event.source, default: []].insert(content)
      }
      if let healing = healing(standing, compares: compares, &findings) {
        findings.needed.append((standing, healing))
      }
    }
    return findings
  }

  /// The lost labels of a row that needs work; nil if the row is kept.
  private func healing(
    _ standing: ShardSource.Row, compares: Bool, _ findings: inout Findings
  ) -> [Int]? {
    let row = standing.row
    switch row.outcome {
    case .rendered where rerendered.contains(row.event.source):
      findings.rerendered += row.labels.count
      return Array(row.labels.indices)
    case .rendered(let clips):
      let lost = lostClips(standing, clips, compares: compares, &findings)
      return lost.isEmpty ? nil : lost
    // A row without labels is of a manifest that is gone: its event is unknown.
    case .skipped where row.labels.isEmpty: return nil
    case .skipped(let reason, _): return isTriedAgain(reason) ? [] : nil
    case .kept, .changed: return nil
    }
  }

  /// The labels of the row, counted from 0, whose clip is not there as it was written, or was found lost for good
  /// before.
  private func lostClips(
    _ standing: ShardSource.Row, _ clips: RenderedClips, compares: Bool, _ findings: inout Findings
  ) -> [Int] {
    let row = standing.row
    var lost: [Int] = []
    for (number, label) in row.labels.enumerated() {
      if standing.lost.contains(number) {
        findings.retried += 1
        lost.append(number)
        continue
      }
      let path = bundle.clip(row.event, label, options.clips, fanout: fanout)
      if FileSystem.size(path) != clips.size {
        findings.missing += 1
        lost.append(number)
      } else if compares, Self.digest(of: path, clips.size) != clips.digest {
        findings.changed += 1
        lost.append(number)
      }
    }
    return lost
  }

  /// Whether an event that was skipped for this reason is tried again where its recording is there.
  func isTriedAgain(_ reason: SkipReason) -> Bool {
    switch reason {
    case .quarantined: retriesQuarantined
    case .unreadable, .outOfRange: isDeep
    case .missingFile, .outsideRoots: true
    case .malformed, .noComponents, .invalidOnset, .duplicate: false
    }
  }

  private static func digest(of path: String, _ size: Int) -> ContentDigest? {
    (try? FileSystem.read(path, limit: size)).map { ContentDigest(of: $0) }
  }
}
