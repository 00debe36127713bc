import Bundle
import Dataset
import Files
import Glibc

/// Looks for rows of a committed shard that must be, or may be, rendered again.
///
/// A clip that is missing or has another size is rendered again; with `isDeep`, and for shards that a
/// power cut may have touched, its content is compared too. An event that was skipped because its
/// file was not found is looked up again.
package struct ShardLook: Sendable {
  let bundle: BundleLayout
  let options: ExportOptions
  let fanout: Int
  /// Whether content is compared of every clip.
  let isDeep: Bool
  /// Shards whose clips a power cut may have taken.
  let unsynced: Set<ShardIndex>
  /// Whether events that were quarantined are tried again.
  let retriesQuarantined: Bool
  /// Whether it is noted what recordings held.
  var notesContents = false
  /// Recordings whose clips are all rendered again, whatever they hold now.
  var rerendered: Set<SourceKey> = []

  /// What was found in one shard.
  struct Findings: Sendable {
    /// Rows that need work, with the labels, counted from 0, whose clips are lost.
    var needed: [(standing: ShardSource.Row, healing: [Int])] = []
    /// What all rows looked at come to.
    var standing = Tally()
    /// Clips that are not there, or cut short.
    var missing = 0
    /// Clips with other content.
    var changed = 0
    /// Clips that could not be rendered again before.
    var retried = 0
    /// Clips of recordings whose clips are all rendered again.
    var rerendered = 0
    /// Recordings that give others than the clips on record.
    var changedSources: Set<SourceKey> = []
    /// What recordings held when clips were made of them.
    var contents: [SourceKey: Set<ContentDigest>] = [:]
  }

  /// Looks at a shard; one that is not wanted any more is given up with an error.
  func findings(
    in source: ShardSource, while isWanted: () -> Bool = { true }
  ) throws(StorageError) -> Findings {
    var findings = Findings()
    let compares = isDeep || unsynced.contains(source.shard)
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

  /// The lost labels of a row that needs work; nil where it stands.
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
    // One without labels is of a manifest that is gone: nobody knows what it would be.
    case .skipped where row.labels.isEmpty: return nil
    case .skipped(.missingFile, _), .skipped(.outsideRoots, _): return []
    case .skipped(.quarantined, _): return retriesQuarantined ? [] : nil
    case .skipped(.unreadable, _), .skipped(.outOfRange, _): return isDeep ? [] : nil
    case .skipped, .kept, .changed: return nil
    }
  }

  /// The labels of the row, counted from 0, whose clip is not there as it was written, or was lost for
  /// good when it was looked at before.
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

  private static func digest(of path: String, _ size: Int) -> ContentDigest? {
    (try? FileSystem.read(path, limit: size)).map { ContentDigest(of: $0) }
  }
}
