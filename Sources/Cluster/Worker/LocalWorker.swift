import Files
import Glibc
import Messaging
import RunState
import Scheduling

/// The worker process that export starts on its own host; it is replaced when it dies or falls silent.
final class LocalWorker {
  private let endpoint: String
  private let slots: Int
  private let rendererMemory: Int
  private let logs: String
  private var process: ChildProcess?
  private var started = 0
  private var nextStart: Tick
  private(set) var token: Poller.Token?
  /// Number of ends by a bug of the program since the last commit.
  private var faults = 0

  /// More such ends in a row are not an accident.
  private static let faultsAllowed = 10
  /// The wait before a worker that died is started again; a worker that cannot live must not spin.
  private static let pause = Span.milliseconds(200)
  /// Bytes of a worker's log that are kept before it is emptied.
  private static let logLimit = 1 << 20

  /// `rendererMemory` in MiB.
  init(endpoint: String, slots: Int, rendererMemory: Int, logs: String, now: Tick) {
    self.endpoint = endpoint
    self.slots = slots
    self.rendererMemory = rendererMemory
    self.logs = logs
    nextStart = now
    Orphans.adopt()
  }

  /// The name under which the present process says hello.
  var name: String { "local-\(started)" }

  /// True if the present process sent this.
  func isSender(of hello: Hello) -> Bool {
    hello.worker == name && hello.host == Host.name && hello.pid == process.map { Int($0.pid) }
  }

  var isRunning: Bool { process != nil }

  /// Starts the process if none runs, the pause is over and the run is not.
  func startUnless(
    _ isOver: Bool, at now: Tick, _ poller: inout Poller
  ) throws(StorageError) {
    guard !isOver, process == nil, nextStart <= now else { return }
    started += 1
    let log = try openLog()
    var inheritance = ChildProcess.Inheritance()
    inheritance.errors = log.number
    inheritance.ownGroup = true
    let fresh = try ChildProcess.start(
      [
        "worker", "--connect", endpoint, "--workers", String(slots), "--name", name, "--lifeline",
        "--log-file", logPath, "--renderer-memory", String(rendererMemory),
      ], inheriting: inheritance)
    token = poller.watch(descriptor: fresh.endDescriptor)
    process = fresh
  }

  private var logPath: String { "\(logs)/worker-local.log" }

  private func openLog() throws(StorageError) -> Descriptor {
    _ = try Folder(own: FileSystem.name(of: logs), beneath: FileSystem.folder(of: logs)).path
    let log = try Descriptor(loggingTo: logPath)
    if try log.size() > Self.logLimit { try log.cut(to: 0) }
    return log
  }

  /// The end of the process, if it has ended; also reaps renderers that it left behind.
  func reap(at now: Tick, _ poller: inout Poller) -> ProcessEnd? {
    Orphans.reap(except: process?.pid)
    guard let running = process, let end = running.end() else { return nil }
    if let token { poller.forget(token) }
    token = nil
    process = nil
    nextStart = now + Self.pause
    faults = end.isOwnFault ? faults + 1 : 0
    return end
  }

  /// Notes that a shard was committed: the build works.
  func noteCommit() { faults = 0 }

  /// Throws a `bug` failure if the process has ended too often by its own fault.
  func requireSound(after end: ProcessEnd) throws(RunFailure) {
    guard faults >= Self.faultsAllowed else { return }
    throw RunFailure(
      .bug,
      "the local worker ended with \(end), \(faults) times in a row: the build or its libraries are"
        + " broken, not the data (see \(logPath); install a working build, then --resume continues)"
    )
  }

  /// Ends the process, stopped or not; its renderers end with it.
  func kill() { process?.signal(SIGKILL) }
}
