import Bundle
import Dataset

/// Compares two bundles by event and label, whatever the order and folders of their clips.
///
/// Memory: about 140 bytes a clip of A; rows and audio are read when they are needed. If both bundles state a
/// digest of a clip, it is compared by its digest, unless every file is to be read, or a file system may have
/// taken two names for one file.
package struct CompareSearch {
  private let left: CompareBundle
  private let right: CompareBundle
  private let readsAll: Bool
  private var table: [ContentDigest: Place] = [:]
  private var result = CompareResult()

  /// The place of a row of A.
  private struct Place {
    let split: Split
    let row: Range<Int>
    let digest: ContentDigest?
    let origin: ContentDigest?
    let originLine: Range<Int>
    var isMatched = false
  }

  /// Compares the bundles in these folders.
  ///
  /// Throws a `MissingBundle` for a folder without a bundle, a `StorageError` for an unreadable label file.
  package static func compare(
    _ left: String, _ right: String, readingAll: Bool
  ) throws -> CompareResult {
    var search = CompareSearch(
      left: try CompareBundle(left), right: try CompareBundle(right), readsAll: readingAll)
    try search.left.visit { search.enter($0) }
    try search.right.visit { try search.match($0) }
    try search.noteMissing()
    return search.result
  }

  private init(left: CompareBundle, right: CompareBundle, readsAll: Bool) {
    self.left = left
    self.right = right
    self.readsAll = readsAll || left.ignoresCase || right.ignoresCase
  }

  private mutating func enter(_ found: CompareBundle.Found) {
    result.clips.0 += 1
    var occurrence = 0
    while table[found.row.key(occurrence: occurrence)] != nil { occurrence += 1 }
    table[found.row.key(occurrence: occurrence)] = Place(
      split: found.row.split, row: found.place, digest: found.digest,
      origin: found.origin?.digest, originLine: found.originPlace)
  }

  private mutating func match(_ found: CompareBundle.Found) throws {
    result.clips.1 += 1
    var occurrence = 0
    while let place = table[found.row.key(occurrence: occurrence)] {
      if !place.isMatched {
        table[found.row.key(occurrence: occurrence)]?.isMatched = true
        return try compare(place, found)
      }
      occurrence += 1
    }
    result.extra.add(found.row)
  }

  private mutating func compare(_ place: Place, _ found: CompareBundle.Found) throws {
    result.compared += 1
    let row = try left.row(place.split, at: place.row)
    if (row.entry.stored == nil) != (found.row.entry.stored == nil) { result.isOtherLayout = true }
    let names = row.differences(from: found.row) + (try originDifferences(place, found))
    if !names.isEmpty { result.addOtherRow(found.row, names) }
    if !readsAll, let one = place.digest, one == found.digest { return }
    switch CompareAudio.of(left.clip(of: row), right.clip(of: found.row)) {
    case .sameBytes: break
    case .sameSamples: result.otherBytes += 1
    case .other(let largest, let words):
      result.largestDifference = max(result.largestDifference, largest)
      let difference =
        largest == 0 ? "the same samples" : "differs by up to \(CompareAudio.steps(largest))"
      result.otherAudio.add(found.row, words.isEmpty ? difference : "\(difference); \(words)")
    case .unreadable(let path, let words): result.unreadable.add(found.row, "\(path): \(words)")
    }
  }

  /// Names of the fields in which the bundles state different origins of the clip.
  private func originDifferences(
    _ place: Place, _ found: CompareBundle.Found
  ) throws -> [Text] {
    guard let one = place.origin, let other = found.origin, one != other.digest else { return [] }
    return try left.origin(place.split, at: place.originLine)?.differences(from: other) ?? []
  }

  /// Notes the rows of A that match no row of B, in the order of A.
  private mutating func noteMissing() throws {
    let order = Split.allCases
    let places = table.values.filter { !$0.isMatched }.sorted {
      let (one, two) = (order.firstIndex(of: $0.split) ?? 0, order.firstIndex(of: $1.split) ?? 0)
      return (one, $0.row.lowerBound) < (two, $1.row.lowerBound)
    }
    for place in places { result.missing.add(try left.row(place.split, at: place.row)) }
  }
}
