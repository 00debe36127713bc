import Synchronization

/// How far a pack is.
package struct PackProgress: Sendable {
  /// Clips that are written, of those that will be.
  package let done: Int
  package let total: Int
}

/// Counts clips on all threads, and tells them to stop.
final class PackCounter: Sendable {
  private let clips = Atomic(0)
  private let failure = Mutex<(any Error)?>(nil)
  private let isStopped = Atomic(false)

  var count: Int { clips.load(ordering: .relaxed) }
  var mayGoOn: Bool { !isStopped.load(ordering: .relaxed) }

  func add(_ number: Int) { clips.add(number, ordering: .relaxed) }

  /// Ends the work; the first reason counts.
  func stop(_ reason: any Error) {
    failure.withLock { if $0 == nil { $0 = reason } }
    isStopped.store(true, ordering: .relaxed)
  }

  /// Throws what ended the work.
  func check() throws {
    if let reason = failure.withLock({ $0 }) { throw reason }
  }
}
