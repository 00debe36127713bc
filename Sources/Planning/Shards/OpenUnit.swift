import Dataset
import Files

/// What a shard has besides where it is a unit of a tar: events of one split, of a range that has others too.
struct OpenUnit {
  let split: Split
  /// Where the range begins in the manifest, and where its latest line ends, in bytes.
  let start: Int
  private(set) var end: Int
  private var lines = LineDigest()
  private var cutter: UnitCutter

  /// The split's first unit.
  init(_ split: Split, clips: Int) {
    self.split = split
    start = 0
    end = 0
    cutter = UnitCutter(clips: clips)
  }

  /// The unit after one that has ended.
  init(after unit: OpenUnit) {
    split = unit.split
    start = unit.end
    end = unit.end
    cutter = unit.cutter
  }

  var range: Range<Int> { start..<end }

  var digest: String { lines.description }

  mutating func add(clips: Int, frames: Int) { cutter.add(clips: clips, frames: frames) }

  /// Takes an event's line; whether the unit ends with it.
  mutating func endsAfter(_ line: borrowing ManifestLine) -> Bool {
    lines.add(line.content)
    end = line.range.upperBound
    return cutter.ends()
  }
}
