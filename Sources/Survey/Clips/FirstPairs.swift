/// Pairs of clips by their numbers; the first few are kept, in order of the first of the pair.
struct FirstPairs {
  private(set) var count = 0
  private(set) var first: [(clip: Int, other: Int)] = []

  /// Pairs that are kept: as many examples as the checks of a bundle show of each kind.
  static let kept = 20

  /// Counts a clip; `other` is called only if the pair is kept.
  mutating func add(_ clip: Int, _ other: @autoclosure () -> Int) {
    count += 1
    if first.count == Self.kept, let last = first.last, last.clip < clip { return }
    let place = first.firstIndex { $0.clip > clip } ?? first.count
    first.insert((clip, other()), at: place)
    if first.count > Self.kept { first.removeLast() }
  }
}
