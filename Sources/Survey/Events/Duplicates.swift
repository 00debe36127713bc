package import Dataset

/// Finds labelled components that repeat an earlier one.
///
/// Memory: two digests of 18 to 29 bytes a labelled component.
package struct Duplicates: Sendable {
  /// Components whose clip belongs to an earlier event, as an export counts them.
  package private(set) var clips = 0
  /// Components that name the same hit again under another name: recording, onset and label are equal.
  package private(set) var hits = 0
  /// Components that are either.
  package private(set) var total = 0
  package private(set) var examples: [Example] = []

  /// A component that repeats an earlier one.
  package struct Example: Hashable, Sendable {
    package let ordinal: Int
    package let eventID: Text?
    package let label: Text
    /// True if its clip belongs to another event; otherwise only the hit is repeated.
    package let isClip: Bool
  }

  static let named = 20

  private var clipKeys = DigestSet()
  private var hitKeys = DigestSet()

  init() {}

  mutating func add(_ event: Event, _ split: Split) {
    guard event.hasOnset else { return }
    for label in event.labels {
      let clip = ContentDigest(clipOf: event, label: label, in: split, options: ClipOptions())
      let isClip = !clipKeys.insert(clip)
      let isHit = Self.hit(event, label).map { !hitKeys.insert($0) } ?? false
      guard isClip || isHit else { continue }
      total += 1
      if isClip { clips += 1 } else { hits += 1 }
      if examples.count < Self.named {
        examples.append(
          Example(ordinal: event.ordinal, eventID: event.eventID, label: label, isClip: isClip))
      }
    }
  }

  /// Nil if the event names no recording.
  private static func hit(_ event: Event, _ label: Text) -> ContentDigest? {
    guard let path = event.audioPath else { return nil }
    var key = event.sourceSet.bytes + [0] + path.bytes + [0] + label.bytes + [0]
    withUnsafeBytes(of: event.window.onset.bitPattern.littleEndian) { key += $0 }
    return ContentDigest(of: key)
  }
}
