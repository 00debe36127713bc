import Dataset
import Testing

@testable import Planning

struct StratifiedSampleTests {
  /// Sizes of seeded source sets, and the sets of their events shuffled.
  private func corpus(seed: UInt64) -> (sizes: [(name: Text, size: Int)], order: [Int]) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let sizes = (0..<next(12) + 1).map { number in
      (name: Text("set \(number)"), size: next(1 << next(12)) + 1)
    }
    var order = sizes.indices.flatMap { repeatElement($0, count: sizes[$0].size) }
    for index in order.indices.dropFirst() { order.swapAt(index, next(index + 1)) }
    return (sizes, order)
  }

  /// Number of events taken from each set.
  private func taken(
    _ limit: Int, _ sizes: [(name: Text, size: Int)], _ order: [Int]
  ) -> [Int] {
    var sample = StratifiedSample(limit, sizes: sizes)
    var counts = [Int](repeating: 0, count: sizes.count)
    for set in order where sample.takes(sizes[set].name) { counts[set] += 1 }
    #expect(counts.reduce(0, +) == sample.total)
    return counts
  }

  @Test(arguments: 0..<200)
  func `the requested number is taken, one of every set, none beyond its size`(seed: UInt64) {
    let (sizes, order) = corpus(seed: seed)
    for limit in [1, 2, 3, 7, 20, order.count - 1, order.count, order.count + 5] where limit > 0 {
      let counts = taken(limit, sizes, order)
      #expect(counts.reduce(0, +) == min(limit, order.count))
      #expect(zip(counts, sizes).allSatisfy { $0 <= $1.size })
      if limit >= sizes.count { #expect(counts.allSatisfy { $0 >= 1 }) }
    }
  }

  @Test(arguments: 0..<50)
  func `one event more takes no event from any set`(seed: UInt64) {
    let (sizes, order) = corpus(seed: seed)
    for limit in 1..<min(order.count, 40) {
      let (fewer, more) = (taken(limit, sizes, order), taken(limit + 1, sizes, order))
      #expect(zip(fewer, more).allSatisfy { $0 <= $1 })
    }
  }

  @Test
  func `shares follow sizes as near as whole events can`() {
    let sizes: [(name: Text, size: Int)] = [("a", 8000), ("b", 1500), ("c", 499), ("d", 1)]
    let order = sizes.indices.flatMap { repeatElement($0, count: sizes[$0].size) }
    #expect(taken(1000, sizes, order) == [799, 150, 50, 1])
    #expect(taken(4, sizes, order) == [1, 1, 1, 1])
    #expect(taken(2, sizes, order) == [1, 1, 0, 0])
  }

  @Test
  func `a pattern in the manifest is not met at the same place each time`() {
    var sample = StratifiedSample(100, sizes: [("a", 800)])
    var counts = [Int](repeating: 0, count: 4)
    for number in 0..<800 where sample.takes("a") { counts[number % 4] += 1 }
    #expect(counts.allSatisfy { $0 > 10 }, "\(counts)")
  }

  @Test
  func `sets of unbounded size are shared without overflow`() {
    let half = Int.max / 4
    let sample = StratifiedSample(1000, sizes: [("a", half), ("b", half)])
    #expect(sample.total == 1000)
  }
}
