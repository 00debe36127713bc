import Dataset

/// Compares clips of equal bytes.
///
/// Clips of zeros alone are equal whatever they were cut from: only their repetitions count.
struct EqualAudio {
  /// Clips with the same bytes and label as an earlier one.
  private(set) var repeated = 0
  /// Clips that are also in the other split, each with one of that split.
  private(set) var leaked = FirstPairs()
  /// Clips whose label is missing from another event with the same audio, each with a clip of that event.
  private(set) var conflicts = FirstPairs()

  /// Searches all clips; `leak` gets the numbers of those that are in both splits.
  init(_ clips: [ClipRecord], leak: (Int) -> Void) {
    let order = clips.indices.map { UInt32($0) }.sorted {
      let (one, two) = (clips[Int($0)].digest, clips[Int($1)].digest)
      return (one.high, one.low, $0) < (two.high, two.low, $1)
    }
    var start = 0
    while start < order.count {
      let digest = clips[Int(order[start])].digest
      var end = start + 1
      while end < order.count, clips[Int(order[end])].digest == digest { end += 1 }
      if end - start > 1 { take(order[start..<end].map { Int($0) }, of: clips, leak) }
      start = end
    }
  }

  private mutating func take(_ group: [Int], of clips: [ClipRecord], _ leak: (Int) -> Void) {
    repeated += group.count - Set(group.map { clips[$0].label }).count
    if clips[group[0]].traits.contains(.isDigitalSilence) { return }
    let train = group.first { !clips[$0].traits.contains(.isVal) }
    let val = group.first { clips[$0].traits.contains(.isVal) }
    if let train, let val {
      for clip in group {
        leaked.add(clip, clips[clip].traits.contains(.isVal) ? train : val)
        leak(clip)
      }
    }
    compareLabels(group, of: clips)
  }

  private mutating func compareLabels(_ group: [Int], of clips: [ClipRecord]) {
    let events = Set(group.map { clips[$0].event })
    if events.count == 1 { return }
    var having: [Int32: Set<UInt64>] = [:]
    for clip in group { having[clips[clip].label, default: []].insert(clips[clip].event) }
    for clip in group {
      guard let same = having[clips[clip].label], same.count < events.count else { continue }
      conflicts.add(clip, group.first { !same.contains(clips[$0].event) } ?? clip)
    }
  }
}
