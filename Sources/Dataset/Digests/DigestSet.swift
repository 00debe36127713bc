/// A set of any number of 128-bit digests in about 24 bytes each (18 to 29).
///
/// Split into 256 open-addressed segments by the digest's first byte: a segment grows by half when it is 85 % full,
/// so growing never holds more than a 256th of the set twice. The all-zero digest marks a free slot; a digest that is
/// all zero counts as 1.
package struct DigestSet: Sendable {
  private var segments = [Segment](repeating: Segment(), count: 256)

  package private(set) var count = 0

  package init() {}

  /// The result of adding a digest.
  package enum Meeting {
    case nothing
    /// The set has one that differs only in its last 32 bits.
    case twin
    case itself
  }

  /// Adds a digest; false if it was already there.
  package mutating func insert(_ digest: ContentDigest) -> Bool { add(digest) != .itself }

  /// Adds a digest and returns what was already there.
  package mutating func add(_ digest: ContentDigest) -> Meeting {
    let key = Self.key(digest)
    let meeting = segments[Int(key.high >> 56)].add(key)
    if meeting != .itself { count += 1 }
    return meeting
  }

  /// True if the digest was added before.
  package func contains(_ digest: ContentDigest) -> Bool {
    let key = Self.key(digest)
    return segments[Int(key.high >> 56)].contains(key)
  }

  private static func key(_ digest: ContentDigest) -> ContentDigest {
    digest.high == 0 && digest.low == 0 ? ContentDigest(high: 0, low: 1) : digest
  }

  private struct Segment {
    private var slots: [ContentDigest] = []
    private var used = 0
    private static let free = ContentDigest(high: 0, low: 0)

    mutating func add(_ key: ContentDigest) -> Meeting {
      if used * 100 >= slots.count * 85 { grow() }
      var meetsTwin = false
      let slot = position(of: key) { slot in meetsTwin = meetsTwin || slot.isTwin(of: key) }
      guard slots[slot] == Self.free else { return .itself }
      slots[slot] = key
      used += 1
      return meetsTwin ? .twin : .nothing
    }

    func contains(_ key: ContentDigest) -> Bool {
      !slots.isEmpty && slots[position(of: key)] == key
    }

    /// The present or possible place of a digest; `passing` gets those on the way, including its twins.
    private func position(
      of key: ContentDigest, passing: (ContentDigest) -> Void = { _ in }
    ) -> Int {
      var slot = Int((key.low >> 32 ^ key.high) % UInt64(slots.count))
      while slots[slot] != Self.free, slots[slot] != key {
        passing(slots[slot])
        slot = slot + 1 == slots.count ? 0 : slot + 1
      }
      return slot
    }

    private mutating func grow() {
      let old = slots
      slots = [ContentDigest](repeating: Self.free, count: max(16, old.count * 3 / 2))
      for key in old where key != Self.free { slots[position(of: key)] = key }
    }
  }
}

extension ContentDigest {
  /// True if two digests differ only in their last 32 bits.
  fileprivate func isTwin(of other: ContentDigest) -> Bool {
    self != other && high == other.high && low >> 32 == other.low >> 32
  }
}
