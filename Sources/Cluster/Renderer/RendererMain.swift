import Bundle
import CLinux
import Files
import Glibc
import JSON
import Rendering
package import RunState

/// The process that decodes: it renders its worker's orders, and ends when its worker does.
package enum RendererMain {
  /// The descriptor of the shared progress page.
  private static let pageDescriptor: Int32 = 3

  /// Renders until the orders end, and then returns nil; `bug` if an order makes no sense, `usage` if no worker has
  /// started it.
  package static func run() -> RunFailure.Kind? {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // A batch system or a terminal tells every process to stop: the worker decides, and may finish the shard.
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_IGN) }
    clinux_set_parent_death_signal(SIGKILL)
    if isOrphan { return nil }
    clinux_name_process("clipmill-render")
    guard let answers = takeAnswers() else { return complain("there is nowhere to answer to") }
    guard let page = try? ProgressPage(inherited: pageDescriptor) else {
      return complain("this command is started by a worker, not by hand", .usage)
    }
    let marks = PageMarks(page)
    var orders = LineBuffer()
    var job: RenderJob?
    while let line = orders.nextLine(readingFrom: 0) {
      guard let order = try? JSONFile.decode(RendererOrder.self, from: line) else {
        return complain("an unreadable order")
      }
      switch order {
      case .job(let given): job = given
      case .render(let task):
        guard let job else { return complain("a shard before the run it belongs to") }
        let answer = render(task, of: job, marks)
        // If the worker is gone, nobody needs more answers.
        guard Descriptor.write(JSONFile.encode(answer) + [0x0A], to: answers) == nil else {
          return nil
        }
      }
    }
    return nil
  }

  /// True if the worker died before its death could end this process.
  ///
  /// Its orders may be in the pipe all the same, and nobody would end an event that hangs. The kernel closes a
  /// process's files before it signals its children.
  private static var isOrphan: Bool {
    var orders = pollfd(fd: 0, events: 0, revents: 0)
    return poll(&orders, 1, 0) > 0 && orders.revents & Int16(POLLHUP) != 0
  }

  private static func render(
    _ task: RenderTask, of job: RenderJob, _ marks: PageMarks
  ) -> RendererAnswer {
    do throws(RenderFailure) {
      return .finished(try ShardRenderer.render(task, of: job, marks: marks))
    } catch {
      return .failed(error)
    }
  }

  /// Moves the pipe to the worker to another descriptor number, and points standard output to the log; nil if no
  /// descriptor is left.
  ///
  /// Decoders print: only answers may reach the worker, otherwise a finished shard looks like a hung one.
  private static func takeAnswers() -> Int32? {
    let answers = fcntl(1, F_DUPFD_CLOEXEC, pageDescriptor + 1)
    guard answers >= 0, dup2(2, 1) == 1 else { return nil }
    return answers
  }

  private static func complain(
    _ words: String, _ kind: RunFailure.Kind = .bug
  ) -> RunFailure.Kind {
    let line = Array("clipmill renderer: \(words)\n".utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    return kind
  }
}

/// Marks events on the page that the worker reads.
private final class PageMarks: EventMarks {
  private let page: ProgressPage

  init(_ page: consuming ProgressPage) { self.page = page }

  func begin(position: Int, ordinal: Int) { page.mark(position: position, ordinal: ordinal) }

  func breathe() { page.breathe() }

  func finish(_ count: Int, clips: Int, skipped: Int) {
    page.finish(count, clips: clips, skipped: skipped)
  }
}
