import Bundle
package import Dataset
import JSON

/// The result of comparing two bundles A and B.
package struct CompareResult {
  /// A clip as an example of a difference.
  package struct Example {
    package let event: Text
    package let label: Text
    package let split: Split
    /// A remark on the clip; may be empty.
    package let words: String
  }

  /// One kind of difference: its number, and the first examples.
  package struct Kind {
    package private(set) var count = 0
    package private(set) var examples: [Example] = []
    static let named = 20

    mutating func add(_ row: CompareRow, _ words: String = "") {
      count += 1
      guard examples.count < Self.named else { return }
      examples.append(
        Example(event: row.event, label: row.label, split: row.split, words: words))
    }
  }

  /// Rows of A and of B.
  package internal(set) var clips = (0, 0)
  /// Clips that both have.
  package internal(set) var compared = 0
  /// Whether clips are files in one bundle and lie in tars in the other.
  package internal(set) var isOtherLayout = false
  /// Clips in A alone, and in B alone.
  var missing = Kind()
  var extra = Kind()
  /// Pairs of clips whose samples, rate or length differ.
  package internal(set) var otherAudio = Kind()
  /// Pairs of clips whose label rows differ in a field.
  package internal(set) var otherRow = Kind()
  var unreadable = Kind()
  /// Pairs of equal samples in different files; not a difference of the datasets.
  package internal(set) var otherBytes = 0
  /// The largest difference over all pairs with other audio, in steps of 16 bit.
  package internal(set) var largestDifference = 0.0
  /// Rows that differ in a field, by field.
  private(set) var fields: [Text: Int] = [:]

  mutating func addOtherRow(_ row: CompareRow, _ names: [Text]) {
    for name in names { fields[name, default: 0] += 1 }
    otherRow.add(row, names.map(\.string).joined(separator: ", "))
  }

  /// True if both hold the same clips with the same rows.
  package var isEqual: Bool {
    [missing, extra, otherAudio, otherRow, unreadable].allSatisfy { $0.count == 0 }
  }

  /// True if a label has one number in A and another in B.
  package var numbersDiffer: Bool { fields["component_idx"] != nil }

  /// The kinds of difference with their names, in the order of the report.
  package var kinds: [(name: String, title: String, kind: Kind)] {
    [
      ("missing", "only in A", missing), ("extra", "only in B", extra),
      ("other_audio", "other audio", otherAudio), ("other_row", "other row", otherRow),
      ("unreadable", "unreadable", unreadable),
    ]
  }

  /// Fields with the number of rows that differ in them, by name.
  package var fieldCounts: [(name: Text, count: Int)] {
    fields.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}

extension CompareResult {
  /// The result as a document; `left` and `right` are the bundles' paths.
  package func json(left: String, right: String) -> [UInt8] {
    JSONFile.document(CompareDocument(left: left, right: right, result: self))
  }
}

/// A comparison as a document; each kind of difference has a field of its own.
private struct CompareDocument: Encodable {
  let left, right: String
  let result: CompareResult

  private struct Head: Encodable {
    let equal: Bool
    let otherLayout: Bool
    let a, b: String
    let clips: OrderedFields<Int>
    let compared: Int
  }

  private struct Tail: Encodable {
    let sameAudioOtherBytes: Int
    let largestDifference: Double
    let rowFields: OrderedFields<Int>
    let examples: OrderedFields<[Example]>
  }

  private struct Example: Encodable {
    let event, label: Text
    let split: Split
    let detail: String
  }

  func encode(to encoder: any Encoder) throws {
    try Head(
      equal: result.isEqual, otherLayout: result.isOtherLayout, a: left, b: right,
      clips: OrderedFields([(Text("a"), result.clips.0), (Text("b"), result.clips.1)]),
      compared: result.compared
    ).encode(to: encoder)
    try OrderedFields(result.kinds.map { (Text($0.name), $0.kind.count) }).encode(to: encoder)
    try Tail(
      sameAudioOtherBytes: result.otherBytes, largestDifference: result.largestDifference,
      rowFields: OrderedFields(result.fieldCounts.map { ($0.name, $0.count) }),
      examples: OrderedFields(result.kinds.map { (Text($0.name), examples(of: $0.kind)) })
    ).encode(to: encoder)
  }

  private func examples(of kind: CompareResult.Kind) -> [Example] {
    kind.examples.map {
      Example(event: $0.event, label: $0.label, split: $0.split, detail: $0.words)
    }
  }
}
