import Files

/// Lines that represent a whole manifest: the first, and some from places spread over the rest.
enum ManifestSample {
  private static let firstLines = 1000
  private static let places = 200
  private static let linesAPlace = 5
  /// Bytes that are read at once at a place.
  private static let chunk = 32 << 10

  /// The part of a manifest that was read.
  struct Extent: Hashable {
    /// The first lines, and those of the spread.
    var first = 0
    var spread = 0
    /// Bytes behind the first lines, and of the spread's lines.
    var restBytes = 0
    var spreadBytes = 0
    /// True if every line was read.
    var isWhole: Bool { restBytes == 0 }

    /// Events of the whole manifest, estimated from the spread's mean length if only a part was read.
    var events: Int {
      let rest = Double(restBytes) * Double(spread) / Double(max(spreadBytes, 1))
      return first + max(Int(rest.rounded()), spread)
    }
  }

  /// Passes lines to `visit`, with their ordinals if they are known.
  ///
  /// Throws if the manifest cannot be read, or is a file of another kind.
  static func read(
    _ path: String, visit: (borrowing ManifestLine, _ ordinal: Int?) -> Void
  ) throws(ManifestError) -> Extent {
    var reader = try ManifestReader(manifest: path)
    var extent = Extent()
    while extent.first < firstLines {
      guard let line = try reader.next() else { return extent }
      visit(line, line.ordinal)
      extent.first += 1
    }
    let rest = min(reader.offset, reader.fileSize)..<reader.fileSize
    extent.restBytes = rest.count
    if rest.isEmpty { return extent }
    for place in 0..<places {
      let offset = rest.lowerBound + Int(Double(rest.count) * Double(place) / Double(places))
      try readPlace(path, offset, &extent, visit)
    }
    return extent
  }

  private static func readPlace(
    _ path: String, _ offset: Int, _ extent: inout Extent,
    _ visit: (borrowing ManifestLine, _ ordinal: Int?) -> Void
  ) throws(ManifestError) {
    var reader = try ManifestReader(path: path, offset: offset, chunkSize: chunk)
    // The place lies within a line.
    guard try reader.next() != nil else { return }
    for _ in 0..<linesAPlace {
      guard let line = try reader.next() else { return }
      visit(line, nil)
      extent.spread += 1
      extent.spreadBytes += line.range.count
    }
  }
}
