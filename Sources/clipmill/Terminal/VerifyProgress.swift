import Planning
import Verification

/// Shows on standard error how far a verification is.
final class VerifyProgress {
  private let style: ProgressStyle
  private var block = LiveBlock(descriptor: 2)
  private var lastShown = RateMeter.seconds

  /// Seconds between two pictures, and between two plain lines.
  private static let livePause = 0.1
  private static let plainPause = 5.0

  init(_ style: ProgressStyle) {
    let automatic: ProgressStyle = Output.isTerminal(2) ? .live : .plain
    self.style = style == .auto ? automatic : style
  }

  func show(_ progress: VerificationProgress) {
    let now = RateMeter.seconds
    guard now - lastShown >= (style == .live ? Self.livePause : Self.plainPause) else { return }
    lastShown = now
    switch style {
    case .live: block.draw([Self.words(progress)])
    case .plain: Output.error(Self.words(progress))
    case .auto, .none: break
    }
  }

  /// Takes the moving line away.
  func end() { block.clear() }

  private static func words(_ progress: VerificationProgress) -> String {
    switch progress {
    case .reading(let at):
      let share = at.bytesTotal == 0 ? 100 : 100 * at.bytesRead / at.bytesTotal
      return "verifying: \(Durations.grouped(at.events)) events, \(share)% of the manifest"
    case .opening(let done, let count):
      return
        "opening recordings: \(Durations.grouped(done)) of \(Durations.grouped(count))"
    case .comparing(let events):
      return "comparing windows: \(Durations.grouped(events)) events"
    }
  }
}
