import Bundle
import Dataset
import Files
import Glibc
import JSON
import Messaging
import Rendering
import Scheduling

/// A slot of a worker: one renderer process, started when there is work and kept while it lives.
final class Renderer {
  private var child: ChildProcess?
  private let page: ProgressPage
  private var output = LineBuffer()
  private(set) var outputToken: Poller.Token?
  private(set) var endToken: Poller.Token?
  /// The lease that it renders, or was told to stop rendering.
  var lease: Lease?
  /// The reason for which the worker killed it; nil if the worker did not.
  private var killedFor: FailureClass?
  /// Output of it that is not an answer.
  private var nonsense: String?
  private var lastBeat = 0
  private let memoryLimit: Int

  /// `memoryLimit` in bytes: a renderer that holds more is killed.
  init(memoryLimit: Int) throws(StorageError) {
    self.memoryLimit = memoryLimit
    page = try ProgressPage()
  }

  /// Orders a shard, and starts the process if there is none; false if that fails.
  func start(
    _ task: RenderTask, for lease: Lease, of job: RenderJob, poller: inout Poller
  ) throws(StorageError) {
    if child == nil { try spawn(job, &poller) }
    self.lease = lease
    killedFor = nil
    nonsense = nil
    page.clear()
    lastBeat = 0
    _ = child?.send(JSONFile.encode(RendererOrder.render(task)))
  }

  private func spawn(_ job: RenderJob, _ poller: inout Poller) throws(StorageError) {
    var inheritance = ChildProcess.Inheritance()
    inheritance.extra = page.descriptor
    // A crash must end the process at once; a symbolised trace takes seconds.
    inheritance.environment = ["SWIFT_BACKTRACE": "enable=no"]
    let process = try ChildProcess.start(["renderer"], inheriting: inheritance)
    _ = process.send(JSONFile.encode(RendererOrder.job(job)))
    outputToken = poller.watch(descriptor: process.output)
    endToken = poller.watch(descriptor: process.endDescriptor)
    child = process
    output = LineBuffer()
  }

  /// The progress since the last call: events finished, their outcome, beat, and the current event.
  func progress() -> (events: Int, gains: Gains, beat: Int, position: Int?, ordinal: Int?)? {
    guard lease != nil, page.beat != lastBeat else { return nil }
    lastBeat = page.beat
    return (page.finished, page.gains, page.beat, page.position, page.ordinal)
  }

  /// The ordinal in the manifest of the event that was last begun.
  var ordinal: Int? { page.ordinal }

  /// The answers that have come, up to a line that is not one: then none of its output can be trusted, and it is
  /// killed.
  func answers() -> [RendererAnswer] {
    guard let child, nonsense == nil else { return [] }
    var answers: [RendererAnswer] = []
    for line in output.availableLines(readingFrom: child.output) {
      guard let answer = RendererAnswer(line: line) else {
        nonsense = RendererAnswer.words(onNonsense: line)
        kill(for: .broken)
        break
      }
      answers.append(answer)
    }
    return answers
  }

  /// Ends the process with SIGKILL, which also ends a stopped or hung one.
  func kill(for reason: FailureClass?) {
    killedFor = reason
    child?.signal(SIGKILL)
  }

  /// Kills the process if it holds more memory than allowed.
  func checkMemory() {
    guard lease != nil, killedFor == nil, let child, residentBytes(of: child.pid) > memoryLimit
    else { return }
    kill(for: .memory)
  }

  private func residentBytes(of process: pid_t) -> Int {
    let bytes = (try? FileSystem.read("/proc/\(process)/statm", limit: 256, sized: false)) ?? []
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  /// Ends and reaps the process in any state: the next shard starts a new one.
  func end(_ poller: inout Poller) {
    for token in [outputToken, endToken] { if let token { poller.forget(token) } }
    outputToken = nil
    endToken = nil
    child = nil
    lease = nil
    killedFor = nil
  }

  /// Reaps the process if it has ended; returns its end, and the failure to report for its lease.
  func reap(_ poller: inout Poller) -> (end: ProcessEnd, failure: Failure?)? {
    guard let process = child, let end = process.end() else { return nil }
    child = nil
    for token in [outputToken, endToken] { if let token { poller.forget(token) } }
    outputToken = nil
    endToken = nil
    return (end, lease.map { failure(of: $0, end) })
  }

  private func failure(of lease: Lease, _ end: ProcessEnd) -> Failure {
    var kind = FailureClass.killed
    var signal: Int?
    if case .signaled(let number) = end {
      signal = Int(number)
      kind = killedFor ?? FailureClass(signal: Int(number))
    }
    return Failure(
      lease: lease, kind: kind, positions: page.position.map { [$0] } ?? [],
      ordinal: page.ordinal, signal: signal, words: nonsense ?? "the renderer ended with \(end)")
  }
}
