import Dispatch
import Files
import Glibc
import Synchronization
import Testing

/// Counts the values that exist, and those that another thread than their maker's freed.
private final class Census: Sendable {
  let living = Atomic(0)
  let freedElsewhere = Atomic(0)
}

/// A value that knows the thread that made it.
private final class Value: Sendable {
  let number: Int
  private let thread = pthread_self()
  private let census: Census

  init(_ number: Int, _ census: Census) {
    self.number = number
    self.census = census
    census.living.add(1, ordering: .relaxed)
  }

  deinit {
    census.living.subtract(1, ordering: .relaxed)
    if pthread_equal(thread, pthread_self()) == 0 {
      census.freedElsewhere.add(1, ordering: .relaxed)
    }
  }
}

@Suite
struct MadeAheadTests {
  @Test(arguments: [0, 1, 63, 64, 65, 1000])
  func `all values come in order, and then none`(count: Int) throws {
    let ahead = try MadeAhead<Int> { for number in 0..<count { _ = $0.add(number) } }
    for number in 0..<count { #expect(ahead.next() == number) }
    #expect(ahead.next() == nil)
    #expect(ahead.next() == nil)
    var taken: [Int] = []
    MadeAhead<Int>.each(
      { for number in 0..<count { _ = $0.add(number) } }, { taken.append($0) })
    #expect(taken == Array(0..<count))
  }

  @Test(arguments: [(0, 400), (1 << 17, 20)])
  func `few values wait, and fewer large ones`(bytes: Int, most: Int) throws {
    let census = Census()
    let ahead = try MadeAhead<Value> { values in
      for number in 0..<2000 { _ = values.add(Value(number, census), bytes: bytes) }
    }
    var count = 0
    while let value = ahead.next() {
      #expect(value.number == count)
      #expect(census.living.load(ordering: .relaxed) <= most)
      count += 1
    }
    #expect(count == 2000)
    // Those of the last batches may be freed where they were taken.
    #expect(census.freedElsewhere.load(ordering: .relaxed) <= most)
  }

  @Test
  func `the thread ends when its values are not wanted any more`() throws {
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<20 {
      let ahead = try MadeAhead<Int> { values in
        var number = 0
        while values.add(number) { number += 1 }
        ended.signal()
      }
      #expect(ahead.next() == 0)
    }
    for _ in 0..<20 { #expect(ended.wait(timeout: .now() + .seconds(60)) == .success) }
  }

  @Test
  func `results are those of their numbers`() {
    #expect(WorkThread.results(1000) { $0 * $0 } == (0..<1000).map { $0 * $0 })
    #expect(WorkThread.results(0) { $0 } == [])
    // A result may be nothing.
    #expect(WorkThread.results(3) { $0 == 1 ? nil : $0 } == [0, nil, 2])
  }
}
