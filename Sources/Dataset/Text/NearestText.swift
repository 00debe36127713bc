extension Text {
  /// The candidate that is the fewest edits of a byte away, the first of equally near ones.
  ///
  /// Nil if even that is more than a third of the text away, so that no far-fetched guess is offered. Letters count
  /// as equal to their other case, and `-`, `_` and space as equal to one another.
  package func nearest(among candidates: [Text]) -> Text? {
    let limit = max(bytes.count / 3, 1)
    let own = Self.folded(bytes)
    var best: (text: Text, distance: Int)?
    for candidate in candidates where abs(candidate.bytes.count - bytes.count) <= limit {
      let distance = Self.distance(own, Self.folded(candidate.bytes))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.text
  }

  private static func folded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { byte in
      switch byte {
      case 0x41...0x5A: byte | 0x20
      case 0x20, 0x5F: 0x2D
      default: byte
      }
    }
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours that change one into the other.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var next = [row + 1]
      next.reserveCapacity(right.count + 1)
      for column in 0..<right.count {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(replaced, last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        next.append(cost)
      }
      (before, last) = (last, next)
    }
    return last[right.count]
  }
}
