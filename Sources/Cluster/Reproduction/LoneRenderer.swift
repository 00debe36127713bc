import Bundle
import Dataset
import Messaging
import Rendering
import RunState
import Scheduling

/// A renderer process that renders one task, once, watched as a worker watches its renderers.
struct LoneRenderer {
  let job: RenderJob
  /// The time that the event may take.
  let eventDeadline: Span
  /// Bytes that the process may hold.
  let memoryLimit: Int

  /// The end of the rendering.
  enum Outcome {
    case rendered(RenderedShard)
    case failed(RenderFailure)
    /// Its process ended by itself or was killed.
    case died(Failure)
  }

  /// The longest wait between two checks of its memory and its mark.
  private static let step = Duration.milliseconds(100)
  private static let lease = Lease(shard: ShardIndex(0), epoch: Epoch(1), attempt: 1)

  /// Renders; `check` is called at each step.
  ///
  /// Throws if no process can be started, and throws the errors of `check`.
  func render(_ task: RenderTask, check: () throws -> Void) throws -> Outcome {
    var poller = Poller()
    let renderer = try Renderer(memoryLimit: memoryLimit)
    defer { renderer.end(&poller) }
    try renderer.start(task, for: Self.lease, of: job, poller: &poller)
    var moved = Clock.tick
    while true {
      _ = try poller.wait(atMost: Self.step)
      try check()
      if renderer.progress() != nil { moved = Clock.tick }
      switch renderer.answers().first {
      case .finished(let shard): return .rendered(shard)
      case .failed(let failure): return .failed(failure)
      case nil: break
      }
      renderer.checkMemory()
      if let failure = renderer.reap(&poller)?.failure { return .died(failure) }
      if moved + eventDeadline <= Clock.tick {
        return .died(
          Failure(
            lease: Self.lease, kind: .deadline, words: "no sign of life for \(eventDeadline)"))
      }
    }
  }
}
