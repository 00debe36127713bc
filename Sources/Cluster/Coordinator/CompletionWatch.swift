import Bundle
import JSON
import RunState
import Scheduling

/// Notices that a run was complete before its worker came: only the bundle's files can say so.
///
/// The files are believed only after a while. A coordinator that continues the bundle may be about to start, and its
/// workers may arrive first.
struct CompletionWatch {
  private let place: CoordinatorPlace
  private let settling: Span
  private var since: Tick?
  private var nextLook = Tick(0)

  private static let lookPause = Span.seconds(1)
  /// The time for which a bundle must be complete and without an owner.
  private static let settlingLongest = Span.seconds(30)

  /// `patience` is the time that the worker would wait for a coordinator.
  init(_ place: CoordinatorPlace, patience: Span) {
    self.place = place
    settling = min(Self.settlingLongest, .milliseconds(patience.milliseconds / 2))
  }

  /// True if the run has been complete, and without a coordinator, for long enough.
  mutating func isSettled(at now: Tick) -> Bool {
    guard nextLook <= now else { return false }
    nextLook = now + Self.lookPause
    guard place.seemsComplete else {
      since = nil
      return false
    }
    let first = since ?? now
    since = first
    guard now - first >= settling else { return false }
    since = nil
    return place.isComplete
  }
}

extension CoordinatorPlace {
  /// True if the bundle is complete and its last owner has left by itself: it may have stopped while it was adding to
  /// a complete bundle.
  fileprivate var seemsComplete: Bool {
    guard let layout, owner?.isReleased == true else { return false }
    return (try? MetadataDocument.read(layout.metadata))?.complete == true
  }

  /// True if the last invocation on record ended with a complete bundle; reads the journals.
  fileprivate var isComplete: Bool {
    guard let layout, let history = try? RunHistory.read(layout) else { return false }
    return history.last?.end?.outcome == .complete
  }
}
