import Bundle
import Dataset
import Files
import JSON
import Planning

/// Finds the units of a bundle's splits: one pass over their rows.
struct UnitSearch {
  let source: PackSource
  let part: PackPart
  let unitClips: Int
  /// Where units end by the manifest; nil where the clips that are there decide.
  var requested: RequestedUnits?

  /// What rows of a split say of its clips.
  struct Found {
    var units: [PackUnit] = []
    var clips = 0
    var frames = 0
    /// False where rows do not stand in the order of one manifest.
    var isInOrder = true
  }

  /// The units of a split, without those that have no clip.
  func units(
    of split: Split, mostBytes: Int? = nil, check: () throws -> Void = {}
  ) throws -> Found {
    let path = source.layout.huggingFaceRows(of: split)
    var lines = try LineReader(path, limit: Self.longestRow)
    var parser = JSONParser()
    var scan = UnitScan(self, split, mostBytes)
    while let line = try lines.next() {
      if scan.rows.isMultiple(of: 4096) { try check() }
      guard let row = try? parser.parse(line, { ScannedRow($0, rate: source.clips.sampleRate) })
      else {
        throw StorageError(damaged: path, "a line of it is not a clip's")
      }
      scan.add(row, bytes: line.count + 1)
    }
    return scan.finish()
  }

  /// Bytes of all clips that are chosen of a split.
  func bytes(of split: Split) throws -> Int {
    let found = try units(of: split)
    return ClipFormat.wavBytes(clips: found.clips, frames: found.frames)
  }

  /// As in a bundle's own reader of these rows.
  private static let longestRow = 1 << 26
}

/// What the search for units needs of a row.
private struct ScannedRow {
  let ordinal: Int
  let label: Text
  let frames: Int

  init?(_ value: JSONValue, rate: Int) {
    guard let ordinal = value["ordinal"]?.int, let label = value["label"]?.text,
      let seconds = value["duration_seconds"]?.double,
      let frames = Int(exactly: (seconds * Double(rate)).rounded()), frames >= 0
    else { return nil }
    self.ordinal = ordinal
    self.label = label
    self.frames = frames
  }
}

/// A pass over a split's rows.
private struct UnitScan {
  private let split: Split
  private let labels: Set<Text>
  private let mostBytes: Int?
  private let ends: [Int]?
  private var cutter: UnitCutter
  private var found = UnitSearch.Found()
  private var bytes = 0
  private var offset = 0
  private(set) var rows = 0
  private var unit: PackUnit?
  /// The latest event and its clips.
  private var ordinal = 0
  private var nextEnd = 0
  private var isFull = false
  private var pending: (clips: Int, frames: Int) = (0, 0)

  init(_ search: UnitSearch, _ split: Split, _ mostBytes: Int?) {
    self.split = split
    self.mostBytes = mostBytes
    labels = Set(search.part.labels)
    ends = search.requested.map { $0.ends[split] ?? [] }
    cutter = UnitCutter(clips: search.unitClips)
  }

  mutating func add(_ row: ScannedRow, bytes count: Int) {
    if row.ordinal != ordinal { begin(row.ordinal) }
    defer {
      offset += count
      rows += 1
    }
    guard labels.isEmpty || labels.contains(row.label), !isFull else { return }
    let size = ClipFormat.wavBytes(frames: row.frames)
    if let mostBytes, bytes + size > mostBytes {
      isFull = true
      return
    }
    bytes += size
    var open =
      unit
      ?? PackUnit(
        split: split, number: found.units.count, rows: offset..<offset, clipsBefore: found.clips,
        framesBefore: found.frames)
    open.rows = open.rows.lowerBound..<offset + count
    open.clips += 1
    open.frames += row.frames
    unit = open
    pending.clips += 1
    pending.frames = row.frames
  }

  /// Begins the rows of another event.
  private mutating func begin(_ next: Int) {
    if next < ordinal { found.isInOrder = false }
    if let ends {
      var hasEnded = false
      while nextEnd < ends.count, ends[nextEnd] < next {
        nextEnd += 1
        hasEnded = true
      }
      if hasEnded { close() }
    } else if pending.clips > 0 {
      cutter.add(clips: pending.clips, frames: pending.frames)
      if cutter.ends() { close() }
    }
    pending = (0, 0)
    ordinal = next
  }

  private mutating func close() {
    guard let unit else { return }
    found.clips += unit.clips
    found.frames += unit.frames
    found.units.append(unit)
    self.unit = nil
  }

  mutating func finish() -> UnitSearch.Found {
    close()
    return found
  }
}
