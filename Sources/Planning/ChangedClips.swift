import Dataset

/// Clips of the bundle that the manifest gives to a different event.
///
/// They count only if their own event does not come too: if it does, it stays the owner, and the other one is a
/// duplicate, in whatever order they appear.
struct ChangedClips {
  private var claimants: [ContentDigest: ChangedEvent] = [:]

  mutating func note(_ event: Event, at key: ContentDigest) {
    guard claimants[key] == nil else { return }
    claimants[key] = ChangedEvent(ordinal: event.ordinal, eventID: event.eventID)
  }

  /// Notes that the clip's own event has come.
  mutating func clear(_ key: ContentDigest) {
    claimants[key] = nil
  }

  var isEmpty: Bool { claimants.isEmpty }

  var keys: Set<ContentDigest> { Set(claimants.keys) }

  var count: Int { claimants.count }

  /// The first ones in manifest order.
  func events(atMost limit: Int) -> [ChangedEvent] {
    Array(Set(claimants.values).sorted { $0.ordinal < $1.ordinal }.prefix(limit))
  }
}
