import TestSupport
import Testing

@testable import Dataset

@Suite
struct DigestSetTests {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a digest set holds what Swift's set holds`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var (digests, expected) = (DigestSet(), Set<ContentDigest>())
    for _ in 0..<20_000 {
      // Few values, so that many come again; some segments get all, some get none.
      let digest = ContentDigest(
        high: UInt64.random(in: 0...3, using: &numbers) << 56,
        low: UInt64.random(in: 2...4000, using: &numbers) &* 0x9E37_79B9)
      let isNew = digests.insert(digest)
      #expect(isNew == expected.insert(digest).inserted)
    }
    #expect(digests.count == expected.count)
  }

  @Test
  func `the all-zero digest is held like any other`() {
    var digests = DigestSet()
    let zero = ContentDigest(high: 0, low: 0)
    let answers = [digests.insert(zero), digests.insert(zero)]
    #expect(answers == [true, false])
    #expect(digests.count == 1)
  }

  @Test(arguments: [20_000, 100_000, 300_000])
  func `a digest set takes at most 29 bytes a digest`(count: Int) throws {
    var numbers = SeededNumbers(seed: 1)
    var digests = DigestSet()
    for _ in 0..<count {
      _ = digests.insert(ContentDigest(high: numbers.next(), low: numbers.next()))
    }
    #expect(digests.count == count)
    let segments = try #require(Mirror(reflecting: digests).descendant("segments") as? [Any])
    let slots = segments.compactMap {
      Mirror(reflecting: $0).descendant("slots") as? [ContentDigest]
    }
    #expect(slots.count == 256)
    let bytes = slots.reduce(0) { $0 + 16 * $1.count }
    #expect(bytes <= 29 * count)
  }
}
