import Bundle
import Dataset
import Files
import Glibc

/// What a look at units needs: where their tars are, and where recordings may be.
struct UnitLook: Sendable {
  let names: UnitNames
  let roots: AudioRoots
}

/// Looks at shards that are units of tars: a unit is rendered again as a whole, or not at all.
extension ShardLook {
  private enum Tar {
    case sound
    case missing
    case changed
  }

  /// Looks at a unit's tar, and for events that can be rendered now.
  ///
  /// Costs a look at one file. Where the tar must be written again, all clips in it are rendered again.
  func findings(
    in source: ShardSource, _ units: UnitLook, compares: Bool, while isWanted: () -> Bool
  ) throws(StorageError) -> Findings {
    var findings = Findings()
    let tar = try look(source, units.names, compares: compares)
    var isNeeded = tar != .sound
    var found: [SourceKey: Bool] = [:]
    try source.forEachRow(in: bundle) { standing throws(StorageError) in
      guard isWanted() else {
        throw StorageError("look on through", source.report.file.path, code: ECANCELED)
      }
      findings.standing.add(standing.row, valRatio: options.clips.valRatio)
      note(standing, &findings)
      if needsWork(standing, units.roots, &found) { isNeeded = true }
    }
    guard isNeeded else { return findings }
    try source.forEachRow(in: bundle) { standing throws(StorageError) in
      let row = standing.row
      switch row.outcome {
      case .rendered:
        // What is rendered again only because its unit is has not been lost.
        let labels = tar == .sound ? [] : Array(row.labels.indices)
        switch tar {
        case .sound: break
        case .missing: findings.missing += labels.count
        case .changed: findings.changed += labels.count
        }
        findings.needed.append((standing, labels))
      case .skipped(let reason, _) where !row.labels.isEmpty && isTriedAgain(reason):
        findings.needed.append((standing, []))
      case .skipped, .kept, .changed: break
      }
    }
    return findings
  }

  private func look(
    _ source: ShardSource, _ names: UnitNames, compares: Bool
  ) throws(StorageError) -> Tar {
    guard let (report, stamp) = try source.unit(in: bundle, wait: nil) else { return .sound }
    guard let path = names.path(ofReport: report, in: bundle),
      FileSystem.size(path) == stamp.size
    else { return .missing }
    guard compares else { return .sound }
    return (try? FileSystem.contentDigest(of: path)) == stamp.digest ? .sound : .changed
  }

  private func note(_ standing: ShardSource.Row, _ findings: inout Findings) {
    let key = standing.row.event.source
    if standing.isChanged { findings.changedSources.insert(key) }
    if notesContents, let content = standing.recorded?.source {
      findings.contents[key, default: []].insert(content)
    }
    guard case .rendered = standing.row.outcome else { return }
    findings.retried += standing.lost.count
    if rerendered.contains(key) { findings.rerendered += standing.row.labels.count }
  }

  /// Whether a row alone is a reason to write its unit again; `found` keeps which recordings are there.
  private func needsWork(
    _ standing: ShardSource.Row, _ roots: AudioRoots, _ found: inout [SourceKey: Bool]
  ) -> Bool {
    let key = standing.row.event.source
    switch standing.row.outcome {
    case .rendered: return rerendered.contains(key) || !standing.lost.isEmpty
    case .skipped(let reason, _):
      guard !standing.row.labels.isEmpty, isTriedAgain(reason) else { return false }
      if let known = found[key] { return known }
      var isFound = false
      if case .found = roots.resolve(key) { isFound = true }
      found[key] = isFound
      return isFound
    case .kept, .changed: return false
    }
  }
}
