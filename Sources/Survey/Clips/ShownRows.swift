import Bundle
import Dataset
import Files
import JSON

/// The rows of a few clips by the clips' numbers, read again from their places.
struct ShownRows {
  private var rows: [Int: ShownRow] = [:]

  /// Reads the rows of these clips.
  init(
    of clips: some Sequence<Int>, in records: [ClipRecord], _ bundle: String
  ) throws(StorageError) {
    let layout = BundleLayout(bundle)
    for split in Split.allCases {
      var wanted: [Int: Int] = [:]
      for clip in clips where records[clip].traits.contains(.isVal) == (split == .val) {
        wanted[Int(records[clip].row)] = clip
      }
      guard let last = wanted.keys.max() else { continue }
      var parser = JSONParser()
      let next = try Self.rows(of: layout, split)
      for place in 1...last {
        guard let text = try next() else { break }
        guard let clip = wanted[place] else { continue }
        rows[clip] = (try? parser.parse(text) { Self.row($0, split, in: layout) }) ?? nil
      }
    }
  }

  /// Reads one row after another: of `metadata.jsonl`, which has more, or otherwise of the label file.
  private static func rows(
    of layout: BundleLayout, _ split: Split
  ) throws(StorageError) -> () throws(StorageError) -> [UInt8]? {
    if FileSystem.exists(layout.huggingFaceRows(of: split)) {
      var lines = try LineReader(layout.huggingFaceRows(of: split))
      return { () throws(StorageError) in try lines.next().map { Array($0) } }
    }
    let reader = try LabelFileReader(layout.labels(of: split))
    return { () throws(StorageError) in try reader.next()?.text }
  }

  private static func row(
    _ value: JSONValue, _ split: Split, in layout: BundleLayout
  ) -> ShownRow? {
    guard let file = (value["file_name"] ?? value["file"])?.text else { return nil }
    return ShownRow(
      path: Text("\(split.rawValue)/\(file)"),
      file: ClipFile("\(layout.directory(of: split))/\(file)", stored: StoredClip(value)),
      label: value["label"]?.text ?? "",
      eventID: value["event_id"]?.text, ordinal: value["ordinal"]?.int,
      sessionID: value["session_id"]?.text ?? "", sourceSet: value["source_set"]?.text ?? "",
      seconds: value["duration_seconds"]?.double ?? 0)
  }

  /// Nil if the row is gone.
  subscript(clip: Int) -> ShownRow? { rows[clip] }

  /// Pairs by the paths of their clips.
  func pairs(_ pairs: FirstPairs) -> ClipPairs {
    ClipPairs(
      count: pairs.count,
      first: pairs.first.map {
        ClipPair(clip: rows[$0.clip]?.path ?? "", other: rows[$0.other]?.path ?? "")
      })
  }
}
