import Dataset

/// A run of a split's rows whose clips go into one file together.
struct PackUnit: Sendable {
  let split: Split
  /// Among the units of the split, from 0.
  let number: Int
  /// Where the rows lie in the split's `metadata.jsonl`, in bytes.
  var rows: Range<Int>
  /// Clips that are written, and their frames.
  var clips = 0
  var frames = 0
  /// Clips and frames of the units of the split before.
  let clipsBefore: Int
  let framesBefore: Int

  var name: String { "\(split.rawValue)-\(Self.digits(number))" }

  /// Six digits at least.
  static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(6 - text.count, 0)) + text
  }
}
