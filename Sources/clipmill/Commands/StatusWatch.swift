import Bundle
import Cluster
import Dataset
import Drawing
import Export
import Files
import Glibc
import RunState
import Synchronization
import Terminal

/// `status --watch`: shows a run until it is over, or until its reader leaves.
struct StatusWatch {
  private let reader: StatusReader
  private let isJSON: Bool

  init(_ reader: StatusReader, isJSON: Bool) {
    self.reader = reader
    self.isJSON = isJSON
  }

  private static let pause: UInt32 = 1

  func run() throws {
    var status = try reader.read()
    if isJSON {
      try Output.result(document: status.json + [0x0A])
      while !status.isOver {
        sleep(Self.pause)
        status = try reader.read()
        try Output.result(document: status.json + [0x0A])
      }
      return
    }
    if !status.isOver {
      guard let last = try Output.canRedraw(1) ? watch(status) : tell(status) else { return }
      status = last
    }
    let picture = StatusPicture(status, elapsed: status.elapsed(at: Clock.seconds), .output)
    let lines =
      Output.isTerminal(1) ? picture.lines(fitting: max(Output.rows(1) - 1, 5)) : picture.lines
    try Output.result(lines.map { $0 + "\n" }.joined())
  }

  /// Prints a line from time to time, for a pipe or a terminal that cannot be redrawn; returns the last status.
  private func tell(_ first: StatusDocument) throws -> StatusDocument {
    var status = first
    var pace = PlainPace(at: Clock.milliseconds)
    while !status.isOver {
      let step = RunStep.rendering(status, left: status.events.etaSeconds, namesWorkers: true)
      var head = HeadLine(status, elapsed: status.elapsed(at: Clock.seconds))
      head.left = step.left
      if status == first || pace.isDue(at: Clock.milliseconds) {
        let picture = LivePicture(head: head, phases: [], counters: step.counters)
        try Output.result("\(status.state): \(picture.plain)\n")
      }
      sleep(Self.pause)
      status = try reader.read()
    }
    return status
  }

  // MARK: The screen

  /// The reader's choice of what to see.
  private struct View {
    var screen: StatusScreen
    var rates = RateHistory()

    mutating func take(_ look: Look) {
      if look.status.source == "live" {
        rates.note(look.status.events.finished, at: look.moment)
      } else {
        rates.add(look.status.events.perSecond)
      }
      screen.status = look.status
      screen.freeBytes = look.freeBytes
      screen.rates = rates.values
    }
  }

  /// A status, and other facts that the asking thread found out.
  private struct Look: Sendable {
    var status: StatusDocument
    var freeBytes: Int?
    /// In milliseconds.
    var moment: Int

    init(_ status: StatusDocument) {
      self.status = status
      // Another host's path may be something else here.
      let isHere = FileSystem.exists(BundleLayout(status.bundle).inner)
      freeBytes = isHere ? FreeSpace(at: status.bundle)?.bytes : nil
      moment = Clock.milliseconds
    }
  }

  private typealias Answer = Result<Look, RunFailure>

  /// Fills the screen; returns the last status, or nil if the reader left.
  private func watch(_ first: StatusDocument) throws -> StatusDocument? {
    let answers = try Mailbox<Answer>()
    var view = View(screen: StatusScreen(first))
    view.take(Look(first))
    let screen = try Screen()
    defer { screen.leave() }
    try ask(into: answers)
    var drawn = 0
    while true {
      // The time advances even if no new status comes.
      if drawn != Clock.seconds || !screen.isDrawn { draw(view.screen, on: screen) }
      drawn = Clock.seconds
      switch screen.wait(milliseconds: 250, or: answers.descriptor) {
      case .key("q"), .key("\u{1B}"): return nil
      case .signal(let signal):
        screen.leave()
        end(by: signal)
      case .nothing: break
      case let event:
        heed(event, &view.screen, page: screen.dimensions.rows / 2)
        drawn = 0
      }
      for answer in answers.take() {
        view.take(try answer.get())
        drawn = 0
      }
      if view.screen.status.isOver { return view.screen.status }
    }
  }

  /// Asks once a second, beside the drawing thread: an answer may take long.
  private func ask(into answers: Mailbox<Answer>) throws {
    let reader = reader
    try WorkThread.startDetached {
      while true {
        sleep(Self.pause)
        do throws(RunFailure) {
          answers.add(.success(Look(try reader.read())))
        } catch {
          return answers.add(.failure(error))
        }
      }
    }
  }

  private func draw(_ view: StatusScreen, on screen: Screen) {
    var view = view
    view.elapsed = view.status.elapsed(at: Clock.seconds)
    screen.draw(.screen(1)) { view.lines(.screen(1), rows: $0) }
  }

  private func heed(_ event: Screen.Event, _ view: inout StatusScreen, page: Int) {
    func scroll(_ count: Int) {
      view.skipped = min(max(view.skipped + count, 0), max(view.status.workers.count - 1, 0))
    }
    switch event {
    case .up, .key("k"): scroll(-1)
    case .down, .key("j"): scroll(1)
    case .pageUp, .key("b"): scroll(-page)
    case .pageDown, .key(" "): scroll(page)
    case .key(let key):
      guard let order = WorkerOrder.allCases.first(where: { $0.key == String(key) }) else { return }
      (view.order, view.skipped) = (order, 0)
    case .signal, .nothing: break
    }
  }

  /// Ends this process with the signal that it received.
  private func end(by signal: Int32) -> Never {
    Glibc.signal(signal, SIG_DFL)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(signal)
    ExitCode.leave(RunFailure.Kind.interrupted.exitCode)
  }
}
