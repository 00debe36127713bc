/// The distribution of a dataset's clips over splits, classes and source sets.
package struct DatasetShape: Sendable {
  package var clips = SplitEvents()
  /// Clips of each class by split, in the order of their numbers.
  package var classes: [(label: Text, clips: SplitEvents)] = []
  /// Clips of each source set.
  package var sources: [(name: Text, clips: Int)] = []
  /// Hits, or labelled components if hits are not known separately.
  package var events = 0
  /// Clips with the same sound and label as an earlier one.
  package var repeatedClips = 0
  /// Events with the same recording and onset as an earlier event of another id.
  package var repeatedHits = 0
  /// Share of the sessions that go to `val`.
  package var valRatio = 0.1

  package init() {}

  /// Points that a user should look at before training, a phrase each; they make nothing fail.
  package var warnings: [String] {
    [valWarning, classWarning, hitWarning, soundWarning, sourceWarning].compactMap { $0 }
  }

  private var total: Int { clips.train + clips.val }

  /// Hundredths of `total`: below the first `val` is tiny; above the other two a share is reported.
  private static let (tinyVal, manyHits, mostOfAll) = (1, 5, 90)

  private var valWarning: String? {
    guard total > 0, valRatio > 0 else { return nil }
    if clips.val == 0 { return "val is empty: no session falls into it" }
    guard 100 * clips.val < Self.tinyVal * total else { return nil }
    return "val is tiny: \(clips.val.grouped) of \(total.counted("clip", "clips"))"
  }

  private static let classesNamed = 5

  private var classWarning: String? {
    guard clips.val > 0 else { return nil }
    let absent = classes.filter { $0.clips.train > 0 && $0.clips.val == 0 }
    if absent.isEmpty { return nil }
    let named = absent.prefix(Self.classesNamed).map(\.label.string.visible).joined(separator: ", ")
    let rest = absent.count - Self.classesNamed
    return "\(absent.count.counted("class has", "classes have")) no clip in val: \(named)"
      + (rest > 0 ? " and \(rest.grouped) more" : "")
  }

  private var hitWarning: String? {
    guard 100 * repeatedHits > Self.manyHits * events else { return nil }
    return "\(repeatedHits.counted("event repeats", "events repeat")) the recording and onset of an"
      + " earlier event under another id"
  }

  private var soundWarning: String? {
    guard 100 * repeatedClips > Self.manyHits * total else { return nil }
    return repeatedClips.counted("clip repeats", "clips repeat")
      + " the sound and label of an earlier one"
  }

  private var sourceWarning: String? {
    guard sources.filter({ $0.clips > 0 }).count > 1,
      let most = sources.max(by: { $0.clips < $1.clips }),
      100 * most.clips > Self.mostOfAll * total
    else { return nil }
    let share = Numbers.percent(Double(most.clips) / Double(total))
    return "source set \"\(most.name.string.visible)\" has \(share) of the clips"
  }
}
