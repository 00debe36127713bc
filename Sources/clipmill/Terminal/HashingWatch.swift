import Cluster
import Storage

/// Shows how far reading many files is, and ends it when a signal comes.
final class HashingWatch {
  private let style: ProgressStyle
  private let interrupts: Interrupts
  private var block = LiveBlock(descriptor: 2)
  private var files = RateMeter()
  private var bytes = RateMeter()
  private var lastShown = RateMeter.seconds

  /// Seconds between two pictures, and between two plain lines.
  private static let livePause = 0.1
  private static let plainPause = 5.0

  /// To be made before any thread is started.
  init(_ style: ProgressStyle) throws {
    let automatic: ProgressStyle = Output.isTerminal(2) ? .live : .plain
    self.style = style == .auto ? automatic : style
    interrupts = try Interrupts()
  }

  /// Throws where a signal has come, with `unfinished` to say where that was.
  func look(_ place: String, files count: Int, bytes size: Int?, unfinished: String) throws {
    do {
      try interrupts.check()
    } catch {
      throw RunFailure(
        .interrupted,
        "interrupted at \(unfinished), after \(Self.count(count)); nothing was written, and the"
          + " same command starts again")
    }
    files.note(events: count)
    bytes.note(events: size ?? 0)
    let now = RateMeter.seconds
    guard now - lastShown >= (style == .live ? Self.livePause : Self.plainPause) else { return }
    lastShown = now
    var words = "\(place): \(Self.count(count))"
    if let size { words += ", \(Durations.bytes(size))" }
    words += ", \(Durations.grouped(Int(files.perSecond))) files/s"
    if size != nil { words += ", \(Durations.bytes(Int(bytes.perSecond)))/s" }
    switch style {
    case .live: block.draw([VisibleText.fitted(words, to: Output.columns(2) - 1)])
    case .plain: Output.error(words)
    case .auto, .none: break
    }
  }

  /// Takes the moving line away.
  func end() { block.clear() }

  private static func count(_ files: Int) -> String {
    "\(Durations.grouped(files)) \(files == 1 ? "file" : "files")"
  }
}
