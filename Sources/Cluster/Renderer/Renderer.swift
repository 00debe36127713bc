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
  /// What it renders, or was told to stop rendering.
  var lease: Lease?
  /// Why we killed it; nil where we did not.
  private var killedFor: FailureClass?
  /// What it said that is not an answer.
  private var nonsense: String?
  private var lastBeat = 0
  private let memoryLimit: Int

  /// `memoryLimit` in bytes: a renderer that holds more is killed.
  init(memoryLimit: Int) throws(StorageError) {
    self.memoryLimit = memoryLimit
    page = try ProgressPage()
  }

  /// Orders a shard, starting the process where there is none; false where that fails.
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

  /// What moved since the last call: events finished, what they came to, beat, and the event in work.
  func progress() -> (events: Int, gains: Gains, beat: Int, position: Int?, ordinal: Int?)? {
    guard lease != nil, page.beat != lastBeat else { return nil }
    lastBeat = page.beat
    return (page.finished, page.gains, page.beat, page.position, page.ordinal)
  }

  /// The ordinal in the manifest of the event that was begun last.
  var ordinal: Int? { page.ordinal }

  /// The answers that have come, up to a line that is none: then nothing it says can be trusted, and it is
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

  /// Ends the process with SIGKILL, which a stopped or hung one obeys too.
  func kill(for reason: FailureClass?) {
    killedFor = reason
    child?.signal(SIGKILL)
  }

  /// Kills the process where it holds more memory than it may.
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

  /// Ends and reaps the process, whatever it does: the next shard starts a new one.
  func end(_ poller: inout Poller) {
    for token in [outputToken, endToken] { if let token { poller.forget(token) } }
    outputToken = nil
    endToken = nil
    child = nil
    lease = nil
    killedFor = nil
  }

  /// Reaps the process if it has ended: how, and as which failure its lease is to be reported.
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
