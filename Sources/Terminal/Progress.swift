import Dataset
import Drawing
import Export

/// How progress is shown.
package enum ProgressStyle: String, CaseIterable, Sendable {
  case auto
  case live
  case plain
  case none

  /// For work that shows its progress on a terminal or not at all.
  package static var onTerminal: ProgressStyle { Output.isTerminal(2) ? .live : .none }
}

/// Shows how far work is: lines that are redrawn on a terminal, a line now and then elsewhere.
///
/// Progress goes to standard error, so that standard output holds the result alone.
package final class Progress {
  private let style: ProgressStyle
  private let isTimed: Bool
  private var head: String?
  private var block = LiveBlock(descriptor: 2)
  private var pause: Pause

  /// Milliseconds between two pictures, and between two plain lines.
  package static let (livePause, plainPause) = (100, 5000)

  /// Shows something at once, or after the first pause only.
  ///
  /// With `head` lines have times, and it stands before the first of them.
  package init(_ style: ProgressStyle, atOnce: Bool = false, head: String? = nil) {
    self.head = head
    isTimed = head != nil
    let automatic: ProgressStyle = Output.isTerminal(2) ? .live : .plain
    self.style = style == .auto ? automatic : style
    pause = Pause(self.style == .live ? Self.livePause : Self.plainPause, isOver: atOnce)
  }

  /// A line, if it is time for one.
  package func show(_ words: @autoclosure () -> String) {
    guard style != .none, pause.isOver() else { return }
    switch style {
    case .live: draw([words()])
    case .auto, .plain, .none: line(words())
    }
  }

  /// Lines for a terminal, if it is time for them.
  package func showLive(_ lines: (_ columns: Int) -> [String]) {
    if style == .live, pause.isOver() { draw(lines(Output.columns(2))) }
  }

  /// A line for logs and pipes, whatever the time.
  package func showPlain(_ words: String) {
    if style == .plain { line(words) }
  }

  /// A line that stays, whatever the time.
  package func say(_ words: String) {
    guard style != .none else { return }
    alarm(words)
  }

  /// A line that stays, also where no progress is wanted.
  package func alarm(_ words: String) {
    block.clear()
    line(words)
  }

  /// The last line where a first one stands: what fails before is told in its one line alone.
  package func close(_ foot: String) {
    if isTimed, head == nil { alarm(foot) }
  }

  private func line(_ words: String) {
    if let head = head.take() { line(head) }
    Output.error(isTimed ? "\(Clock.utc) \(words)" : words)
  }

  /// Removes the moving lines.
  package func end() { block.clear() }

  private func draw(_ lines: [String]) {
    let columns = Output.columns(2)
    block.draw(lines.map { $0.fitted(to: columns - 1) })
  }

  // MARK: Words

  /// `1,234 events, 56% of the manifest`; `more` stands after the number.
  package static func reading(_ events: Int, _ more: String = "", bytes: Int, of total: Int)
    -> String
  {
    "\(events.grouped)\(more) events, \(percent(bytes, of: total))% of the manifest"
  }

  package static func percent(_ done: Int, of total: Int) -> Int {
    total == 0 ? 100 : 100 * done / total
  }
}

/// Tells when something is due again.
struct Pause {
  private let length: Int
  private var last: Int?

  /// In milliseconds; it may be over at the start.
  init(_ length: Int, isOver: Bool) {
    self.length = length
    last = isOver ? nil : Clock.milliseconds
  }

  /// Whether it is over; then the next one begins.
  mutating func isOver() -> Bool {
    let now = Clock.milliseconds
    if let last, now - last < length { return false }
    last = now
    return true
  }
}
