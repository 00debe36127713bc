import Dataset
package import Drawing
import Files
import Glibc
import RunState
import Synchronization

/// The way of showing progress.
package enum ProgressStyle: String, CaseIterable, Sendable {
  case auto
  case live
  case plain
  case none
}

/// Shows the progress of work: a picture that is redrawn on a terminal, otherwise a line from time to time.
///
/// Progress goes to standard error, so that standard output holds only the result. A separate thread draws, so that
/// the time advances, and a new size is used, while the work reports nothing.
package final class Progress: Sendable {
  private struct State {
    var course: Course
    var block = LiveBlock(descriptor: 2)
    var pace: PlainPace
    /// The lines on the screen, and the number of checks since they were drawn.
    var shown: [String] = []
    var looks = 0
    /// The line before the first one.
    var head: String?
    var isOver = false
  }

  private let style: ProgressStyle
  private let isTimed: Bool
  private let state: Mutex<State>

  /// Milliseconds between two checks, and checks after which an unchanged picture is drawn again.
  private static let look = 100
  private static let looksWithoutNews = 10

  /// For work in phases that come one after another.
  ///
  /// With `head` lines have times, and it comes before the first of them.
  package init(_ style: ProgressStyle, phases: [String], head: String? = nil) {
    let automatic: ProgressStyle = Output.canRedraw(2) ? .live : .plain
    self.style = style == .auto ? automatic : style
    isTimed = head != nil
    let now = Clock.milliseconds
    state = Mutex(
      State(course: Course(phases: phases, at: now), pace: PlainPace(at: now), head: head))
    if self.style == .live { LiveBlock.clearOnStop() }
    if self.style == .live || self.style == .plain { start() }
  }

  deinit { end() }

  /// Records the progress of the work.
  package func reach(_ step: @autoclosure () -> Step) {
    guard style != .none else { return }
    let step = step()
    state.withLock { $0.course.reach(step, at: Clock.milliseconds) }
  }

  /// Writes a line that stays, at any time.
  package func say(_ words: String) {
    if style != .none { alarm(words) }
  }

  /// Writes a line that stays, even if no progress is wanted.
  package func alarm(_ words: String) {
    state.withLock { state in
      state.block.clear()
      state.shown = []
      line(words, &state)
    }
  }

  /// Writes the last line if there was a first one: an earlier failure is reported in its one line alone.
  package func close(_ foot: String) {
    end()
    state.withLock { state in
      if isTimed, state.head == nil { line(foot, &state) }
    }
  }

  /// Removes the picture; none is drawn after that.
  package func end() {
    state.withLock { state in
      state.block.clear()
      state.isOver = true
    }
  }

  // MARK: Drawing

  /// Without a thread nothing is drawn, which is better than no work.
  private func start() {
    // The drawing thread does not keep the progress alive: it asks for it each time.
    let look: @Sendable () -> Bool = { [weak self] in self?.look() ?? false }
    do throws(ThreadShortage) {
      try WorkThread.startDetached {
        while look() { usleep(UInt32(Self.look * 1000)) }
      }
    } catch {
      say("no progress is shown: \(error)")
    }
  }

  /// Draws if there is something to draw; false when nothing more will come.
  private func look() -> Bool {
    state.withLock { state in
      if state.isOver { return false }
      let now = Clock.milliseconds
      guard let picture = state.course.picture(at: now) else { return true }
      if style == .live {
        draw(picture, &state)
      } else if state.pace.isDue(at: now) {
        line(picture.plain, &state)
      }
      return true
    }
  }

  private func draw(_ picture: LivePicture, _ state: inout State) {
    let style = Style.screen(2)
    let room = max(Output.rows(2) - 2, 1)
    let lines = Array(picture.lines(style).prefix(room))
    state.looks += 1
    // Output of other programs in between is repaired once a second.
    guard lines != state.shown || state.looks >= Self.looksWithoutNews else { return }
    state.block.draw(lines, style)
    (state.shown, state.looks) = (lines, 0)
  }

  private func line(_ words: String, _ state: inout State) {
    if let head = state.head.take() { line(head, &state) }
    Output.error(isTimed ? "\(Clock.utc) \(words)" : words)
  }
}
