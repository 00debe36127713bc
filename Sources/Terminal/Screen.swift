package import Drawing
package import Files
import Glibc
import Synchronization

/// The whole of a terminal, on its alternate screen, and its keys.
///
/// Input comes byte by byte and without echo, also `^C` and `^Z`, so that the terminal can be restored before either
/// takes effect. Code that takes a screen calls `leave` on every way out.
package final class Screen {
  /// An event while a screen is shown.
  package enum Event: Equatable {
    /// A key, as its first byte; arrows and the like as `up`, `down`, `pageUp`, `pageDown`.
    case key(Character)
    case up
    case down
    case pageUp
    case pageDown
    /// SIGINT, SIGTERM or SIGHUP, or `^C`.
    case signal(Int32)
    /// Nothing came in time.
    case nothing
  }

  private let signals: SignalDescriptor
  private let hasKeys = isatty(0) == 1
  private var isOpen = true
  private var earlier = termios()
  private var shown: [String]?
  private var size = (columns: 0, rows: 0)

  private static let entry = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
  private static let exit: StaticString = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
  /// True while this process has a screen: a crash handler must know it.
  private static let isTaken = Atomic(false)

  /// Takes the terminal; call it before other threads are started.
  package init() throws(StorageError) {
    signals = try SignalDescriptor()
    take()
  }

  /// The present columns and rows.
  package var dimensions: (columns: Int, rows: Int) { (Output.columns(1), Output.rows(1)) }

  /// True if the last picture still fills the terminal: false if its size has changed since, or a shell had it in
  /// between.
  package var isDrawn: Bool { shown != nil && size == dimensions && !isLent }

  /// Shows lines, one a row; unchanged ones are not written again.
  package func draw(_ style: Style, _ lines: (_ rows: Int) -> [String]) {
    reclaim()
    let now = dimensions
    if now != size { shown = nil }
    let lines = lines(now.rows)
    let codes = TerminalCodes.screen(lines, over: shown, style)
    if !codes.isEmpty { Output.write(codes, to: 1) }
    (shown, size) = (lines, now)
  }

  /// The next event within this many milliseconds; another descriptor may end the wait.
  package func wait(milliseconds: Int32, or other: Int32) -> Event {
    let input: Int32 = hasKeys && isOpen ? 0 : -1
    var polled = [input, signals.descriptor, other].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return .nothing }
    if let signal = signals.next() { return .signal(signal) }
    return polled[0].revents == 0 ? .nothing : key()
  }

  /// Restores the terminal.
  package func leave() {
    guard Self.isTaken.exchange(false, ordering: .relaxed) else { return }
    Output.write("\(Self.exit)", to: 1)
    if hasKeys { tcsetattr(0, TCSADRAIN, &earlier) }
  }

  // MARK: Taking

  private func take() {
    if hasKeys, tcgetattr(0, &earlier) == 0 { makeRaw() }
    Self.isTaken.store(true, ordering: .relaxed)
    Output.write(Self.entry, to: 1)
    shown = nil
  }

  private func makeRaw() {
    var raw = earlier
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    // A read returns the bytes that are there.
    withUnsafeMutableBytes(of: &raw.c_cc) { codes in
      codes[Int(VMIN)] = 0
      codes[Int(VTIME)] = 0
    }
    tcsetattr(0, TCSADRAIN, &raw)
  }

  /// True if a shell had the terminal in between: a shell changes its settings.
  private var isLent: Bool {
    guard hasKeys, isOpen else { return false }
    var now = termios()
    return tcgetattr(0, &now) == 0 && now.c_lflag & tcflag_t(ICANON) != 0
  }

  private func reclaim() {
    guard isLent else { return }
    take()
  }

  /// Stops this process as `^Z` does, and takes the terminal again when it continues.
  private func stop() {
    leave()
    raise(SIGTSTP)
    take()
  }

  // MARK: Keys

  private func key() -> Event {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(0, &bytes, bytes.count)
    guard count > 0 else {
      // A terminal that is gone is readable for ever.
      if count == 0 || errno != EINTR { isOpen = false }
      return .nothing
    }
    switch Array(bytes[..<count]) {
    case [0x03]: return .signal(SIGINT)
    case [0x1A]:
      stop()
      return .nothing
    case let keys where keys.starts(with: "\u{1B}[A".utf8) || keys.starts(with: "\u{1B}OA".utf8):
      return .up
    case let keys where keys.starts(with: "\u{1B}[B".utf8) || keys.starts(with: "\u{1B}OB".utf8):
      return .down
    case let keys where keys.starts(with: "\u{1B}[5~".utf8): return .pageUp
    case let keys where keys.starts(with: "\u{1B}[6~".utf8): return .pageDown
    case let keys: return .key(Character(Unicode.Scalar(keys[0])))
    }
  }

  /// Restores the terminal if a screen was taken; may be called by a crash handler.
  package static func giveBackAfterFault() {
    guard isTaken.exchange(false, ordering: .relaxed) else { return }
    _ = Glibc.write(1, exit.utf8Start, exit.utf8CodeUnitCount)
    var now = termios()
    guard tcgetattr(0, &now) == 0 else { return }
    now.c_lflag |= tcflag_t(ICANON | ECHO | ISIG)
    tcsetattr(0, TCSANOW, &now)
  }
}
