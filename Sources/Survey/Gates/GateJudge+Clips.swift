import Dataset

/// Gates about the contents of clips, and about changes.
extension GateJudge {
  func judgeClips(_ settings: GateSettings) -> [Gate] {
    let clips = subject.clips
    let (levels, pairs) = (clips?.levels.all, clips?.labelConflicts)
    var gates = [
      share(
        "max-silent", settings.maxSilent, levels?.silent, "silent clips",
        advice: "listen to their recordings, and remove these events from the manifest"),
      share(
        "max-clipped", settings.maxClipped, levels?.fullScale, "full-scale clips",
        advice: "remove these events from the manifest: clipped samples cannot be restored"),
      share(
        "max-leaked", settings.maxLeaked, clips?.leaked,
        "clips that the other split has too" + (clips?.unsearched.map { "; \($0)" } ?? ""),
        advice: "give all events of one recording the same session_id"),
      share(
        "max-label-conflicts", settings.maxLabelConflicts, pairs?.count,
        "clips of equal audio with another label",
        advice: "name all that sounds in one event, or remove the wrong events"),
    ].compactMap { $0 }
    if let most = settings.maxMisalignedMs { gates.append(alignment(most)) }
    return gates
  }

  private func share(
    _ name: String, _ most: Double?, _ count: Int?, _ words: String, advice: String
  ) -> Gate? {
    guard let most else { return nil }
    let value = subject.clips?.share(count ?? 0) ?? 0
    return Gate(
      name: name, subject: nil, value: value, threshold: most,
      passed: count != nil && value <= most,
      detail: count.map { "\($0.grouped) \(words)" } ?? "no clip was looked at", advice: advice)
  }

  private func alignment(_ most: Double) -> Gate {
    let name = "max-misaligned-ms"
    guard let alignment = subject.clips?.alignment, alignment.clips > 0 else {
      return Gate(
        name: name, subject: nil, value: 0, threshold: most, passed: false,
        detail: "no clip's onset is known", advice: "give the manifest of the bundle too")
    }
    guard let cell = alignment.furthest, let shift = cell.shift else {
      return Gate(
        name: name, subject: nil, value: 0, threshold: most, passed: true,
        detail: alignment.isCompared
          ? "no source set is apart" : "no label has two source sets to compare", advice: "")
    }
    let milliseconds = Numbers.milliseconds(abs(shift))
    return Gate(
      name: name, subject: cell.sourceSet, value: abs(shift), threshold: most,
      passed: abs(shift) <= most,
      detail: "\(cell.label.string.visible) is \(milliseconds) \(shift > 0 ? "later" : "earlier")"
        + " than usual",
      advice: "\(shift > 0 ? "add" : "take") \(milliseconds) \(shift > 0 ? "to" : "from")"
        + " onset_time of this source set")
  }

  /// The largest shift decides.
  func drift() -> Gate {
    let known = subject.drift.map {
      [("labels", $0.labels), ("techniques", $0.techniques), ("source sets", $0.sourceSets)]
    }
    let indices = (known ?? []).compactMap { name, comparison in
      comparison.stabilityIndex.map { (name: name, index: $0) }
    }
    let largest = indices.max { $0.index < $1.index }
    return Gate(
      name: "baseline", subject: nil, value: largest?.index ?? 0, threshold: Drift.largeShift,
      passed: known != nil && largest?.index ?? 0 < Drift.largeShift,
      detail: largest.map { "\($0.name): \(Drift.words(for: $0.index))" } ?? "nothing to compare",
      advice: "see what has changed; if it was meant, take a snapshot with clipmill metrics")
  }
}
