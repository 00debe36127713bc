import Bundle
import Dataset

/// A few clips of each label, chosen by their names alone, so that a bundle always shows the same ones.
struct ClipSamples {
  private struct Sample {
    let clip: Int
    let order: ContentDigest
  }

  /// Clips that are shown of a label.
  private static let each = 3
  /// Labels whose clips are shown, the rarest first.
  private static let labelsAtMost = 100

  private var byLabel: [Text: [Sample]] = [:]

  /// Takes the clip with this number.
  mutating func add(_ clip: CheckedClip, number: Int) {
    let order = ContentDigest(of: Array(clip.path.utf8))
    var kept = byLabel[clip.label] ?? []
    if kept.count == Self.each, let last = kept.last, !Self.precedes(order, last.order) { return }
    let place = kept.firstIndex { Self.precedes(order, $0.order) } ?? kept.count
    kept.insert(Sample(clip: number, order: order), at: place)
    byLabel[clip.label] = Array(kept.prefix(Self.each))
  }

  private static func precedes(_ one: ContentDigest, _ two: ContentDigest) -> Bool {
    (one.high, one.low) < (two.high, two.low)
  }

  /// Numbers of the clips of these labels: one of each label before a second one; the first labels count.
  func clips(of labels: [Text]) -> [Int] {
    let samples = labels.prefix(Self.labelsAtMost).map { byLabel[$0] ?? [] }
    return (0..<Self.each).flatMap { round in
      samples.compactMap { round < $0.count ? $0[round].clip : nil }
    }
  }
}
