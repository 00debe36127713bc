import Dataset
import Files

/// The clips whose names a file system cannot hold, or cannot keep apart, and some of their events.
package struct NameClashes: Sendable {
  private let rules: NameRules
  /// Clips whose names differ from an earlier clip's in case only, if the file system ignores case.
  package private(set) var twins = 0
  /// Clips whose names are too long for the file system.
  package private(set) var tooLong = 0
  /// The first events of those clips, in manifest order.
  private(set) var events: [ChangedEvent] = []
  /// The twins that were counted first.
  private var sought: Set<ClipTwins> = []
  /// True if this pass meets clips that an earlier one has counted, to find their events.
  private var isLookingAgain = false

  /// Events that an error names.
  private static let named = 10

  /// Empty under rules without limits.
  init(under rules: NameRules? = nil) { self.rules = rules ?? NameRules() }

  /// Notes an event's own clip; `bytes` is the length of its file's name.
  mutating func note(_ event: Event, at key: ContentDigest, bytes: Int, isTwin: Bool) {
    if isLookingAgain {
      if bytes > rules.longest || sought.contains(ClipTwins(of: key)) { name(event) }
    } else if bytes > rules.longest {
      tooLong += 1
      name(event)
    } else if rules.foldsCase, isTwin {
      twins += 1
      if sought.count < Self.named { sought.insert(ClipTwins(of: key)) }
      name(event)
    }
  }

  private mutating func name(_ event: Event) {
    let named = ChangedEvent(ordinal: event.ordinal, eventID: event.eventID)
    if events.count < Self.named, events.last != named { events.append(named) }
  }

  // MARK: The earlier twins

  /// The clips that another pass must find, the earlier one of each pair; nil if there are none.
  var unsettled: NameClashes? {
    guard !sought.isEmpty, !isLookingAgain else { return nil }
    var clashes = self
    clashes.events = []
    clashes.isLookingAgain = true
    return clashes
  }

  // MARK: In words

  /// Words about the impossible names and their events; nil if all are possible.
  package var words: String? {
    var parts: [String] = []
    if twins > 0 {
      parts.append(
        twins.counted("name differs", "names differ")
          + " from an earlier one's in case only, which the file system ignores")
    }
    if tooLong > 0 {
      parts.append(
        tooLong.counted("name is", "names are")
          + " longer than the \(rules.longest) bytes that the file system takes")
    }
    guard !parts.isEmpty else { return nil }
    let more = twins + tooLong > events.count && events.count == Self.named ? ", and others" : ""
    return parts.joined(separator: "; ") + ": "
      + events.map(\.description).joined(separator: ", ") + more
  }
}

/// The common part of the keys of clips whose names differ in case only.
private struct ClipTwins: Hashable {
  private let high: UInt64
  private let low: UInt64

  init(of key: ContentDigest) {
    high = key.high
    low = key.low >> 32
  }
}
