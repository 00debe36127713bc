package import Bundle
package import Dataset

/// A clip that is worth listening to, with the reasons.
package struct ShownClip: Hashable, Sendable {
  /// A reason for suspecting a clip.
  package enum Reason: String, CaseIterable, Hashable, Sendable {
    case silent
    case fullScale = "full-scale"
    case leaked
    case conflict
    case misaligned
  }

  package let row: ShownRow
  package let split: Split
  /// Seconds from the clip's start to the event's onset; nil if not known.
  package let onset: Double?
  /// Milliseconds from the onset to the loudest sample; nil if the onset is not known.
  package let lag: Double?
  /// Empty if nothing is suspect.
  package let reasons: [Reason]
}

/// The statements of a clip's row.
package struct ShownRow: Hashable, Sendable {
  /// Relative to the bundle.
  package let path: Text
  /// Where the clip's bytes are.
  package let file: ClipFile
  package let label: Text
  package let eventID: Text?
  /// The event's number in its manifest; nil if the row does not state it.
  package let ordinal: Int?
  package let sessionID: Text
  package let sourceSet: Text
  package let seconds: Double
}

/// Numbers of the shown clips, each with its reasons.
struct ShownNumbers {
  private(set) var reasons: [Int: Set<ShownClip.Reason>] = [:]

  /// Clips that are shown for a reason: enough to see whether it is one take or many.
  private static let each = 12

  /// Adds clips without a suspicion.
  mutating func add(_ clips: [Int]) {
    for clip in clips where reasons[clip] == nil { reasons[clip] = [] }
  }

  /// Adds the first of some suspect clips.
  mutating func add(_ clips: some Sequence<Int>, _ reason: ShownClip.Reason) {
    for clip in clips.prefix(Self.each) { reasons[clip, default: []].insert(reason) }
  }

  /// The suspect ones first, then those of the rarest labels; `count` returns the number of clips with a clip's
  /// label.
  func inOrder(count: (Int) -> Int) -> [(clip: Int, reasons: [ShownClip.Reason])] {
    reasons.keys.map { (isFine: reasons[$0]?.isEmpty ?? true, count: count($0), clip: $0) }
      .sorted { ($0.isFine ? 1 : 0, $0.count, $0.clip) < ($1.isFine ? 1 : 0, $1.count, $1.clip) }
      .map { row in
        (row.clip, ShownClip.Reason.allCases.filter { reasons[row.clip]?.contains($0) ?? false })
      }
  }
}
