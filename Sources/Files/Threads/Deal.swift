import Synchronization

/// Numbers from 0, dealt out to threads, each once.
package final class Deal: Sendable {
  private let count: Int
  private let dealt = Atomic(0)

  /// Deals the numbers below `count`.
  package init(_ count: Int) { self.count = count }

  /// The next number; nil when all are dealt.
  package func next() -> Int? {
    let number = dealt.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}
