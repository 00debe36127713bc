package import Dataset

/// Clips that a later plan renders again: the statements of earlier reports about them no longer count.
package struct ReplacedClips: Hashable, Sendable {
  private let keys: Set<ContentDigest>
  private let options: ClipOptions

  /// `keys` name the clips; `options` are those of the bundle.
  package init(_ keys: Set<ContentDigest>, options: ClipOptions) {
    self.keys = keys
    self.options = options
  }

  func contains(_ label: Text, of event: Event) -> Bool {
    keys.contains(ContentDigest(clipOf: event, label: label, options: options))
  }
}

extension ShardSource.Row {
  /// The row without the labels whose clips are replaced; nil if it keeps no label.
  func without(_ replaced: ReplacedClips) -> Self? {
    let event = row.event
    let kept = row.labels.indices.filter { !replaced.contains(row.labels[$0], of: event) }
    return kept.isEmpty && !row.labels.isEmpty ? nil : keeping(kept)
  }

  /// The row without the labels whose clips were lost for good; a skipped one if all were lost.
  package var withoutLost: Self {
    guard isChanged, lost.count == row.labels.count, case .rendered(let clips) = row.outcome else {
      return keeping(row.labels.indices.filter { !lost.contains($0) })
    }
    var none = self
    none.row = ReportRow(row.share, .changed(clips, lost: lost)).settled
    none.healings = []
    return none
  }

  /// The row with these of its labels, counted from 0.
  private func keeping(_ kept: [Int]) -> Self {
    if kept.count == row.labels.count { return self }
    var some = self
    some.row = row.keeping(kept)
    some.lost = lost.compactMap(kept.firstIndex)
    some.healings = healings.map { healing in
      ShardSource.Healing(
        labels: healing.labels.compactMap(kept.firstIndex), isOfThisRun: healing.isOfThisRun)
    }
    return some
  }
}
