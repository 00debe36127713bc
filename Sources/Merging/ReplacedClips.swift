package import Dataset

/// Clips that a later plan renders anew: what earlier reports say of them no longer counts.
package struct ReplacedClips: Sendable {
  private let keys: Set<ContentDigest>
  private let options: ClipOptions

  /// `keys` name the clips; `options` are those of the bundle.
  package init(_ keys: Set<ContentDigest>, options: ClipOptions) {
    self.keys = keys
    self.options = options
  }

  /// The paths of a row's replaced clips relative to the bundle, by the clips' keys.
  package func paths(of row: ReportRow, fanout: Int) -> [(key: ContentDigest, path: String)] {
    guard case .rendered = row.outcome else { return [] }
    let event = row.event
    return row.labels.filter { contains($0, of: event) }.map { label in
      let name = ClipName(event: event, label: label, format: options.format)
      let split = Split(session: event.sessionID, valRatio: options.valRatio)
      return (
        ContentDigest(clipOf: event, label: label, options: options),
        "\(split.rawValue)/\(name.path(fanout: fanout, format: options.format))"
      )
    }
  }

  func contains(_ label: Text, of event: Event) -> Bool {
    keys.contains(ContentDigest(clipOf: event, label: label, options: options))
  }
}

extension ShardSource.Row {
  /// The row without the labels whose clips are replaced; nil where none is left of those it had.
  func without(_ replaced: ReplacedClips) -> Self? {
    let old = self.row
    let event = old.event
    let kept = old.labels.indices.filter { !replaced.contains(old.labels[$0], of: event) }
    if kept.count == old.labels.count { return self }
    if kept.isEmpty { return nil }
    var row = old
    row.labels = kept.map { old.labels[$0] }
    if !old.carried.isEmpty { row.carried = kept.map { old.carried[$0] } }
    let healings = healings.map { healing in
      ShardSource.Healing(
        labels: healing.labels.compactMap(kept.firstIndex), isOfThisRun: healing.isOfThisRun)
    }
    return Self(row: row, isOfThisRun: isOfThisRun, healings: healings, recovery: recovery)
  }
}
