import CLinux
import Foundation
import Glibc

/// The end of a process and its output.
package struct ProcessResult: Sendable {
  /// The exit code; nil if a signal ended it.
  package let code: Int32?
  package let signal: Int32?
  /// Standard output.
  package let output: String
  /// Standard error.
  package let errors: String
  /// Processes that it started, directly or not, and that are still there.
  package let leftovers: [String]
}

/// A process that a test started.
///
/// It is killed with all that it started when the test lets go of it.
package final class RunningProcess {
  package let pid: Int32
  private let watch: Int32
  private let scratch: Scratch
  /// In the environment of this process and of all that it starts.
  private let mark: String
  private var isReaped = false

  /// Only a failure takes this long.
  private static let patience: TimeInterval = 400
  /// The time for a process's children to end after it.
  private static let farewell: TimeInterval = 30

  /// Starts `words`, of which the first is the path of an executable.
  ///
  /// Standard input is empty.
  package init(
    _ words: [String], in folder: String = "/", environment: [String: String] = [:]
  ) throws {
    scratch = try Scratch()
    mark = "CLIPMILL_TEST_RUN=\(scratch.path)"
    var variables = ProcessInfo.processInfo.environment.filter {
      $0.key != "NO_COLOR" && !$0.key.hasPrefix("CLIPMILL_")
    }
    variables.merge(environment) { $1 }
    // The system's env changes the directory, and becomes the executable.
    let words = (["/usr/bin/env", "-C", folder] + words).map { strdup($0) }
    let texts = variables.map { "\($0.key)=\($0.value)" } + [mark]
    let settings = texts.map { strdup($0) }
    defer { for copy in words + settings { free(copy) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, scratch.file("output"), writing, 0o666)
    posix_spawn_file_actions_addopen(&actions, 2, scratch.file("errors"), writing, 0o666)
    // A thread that runs tests blocks signals, and the parent of the tests may ignore some (nohup): both would be
    // inherited.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var started: pid_t = 0
    let code = posix_spawn(
      &started, "/usr/bin/env", &actions, &attributes, words + [nil], settings + [nil])
    guard code == 0 else {
      throw SupportError("could not start: \(String(cString: strerror(code)))")
    }
    pid = started
    watch = clinux_pidfd_open(started)
  }

  deinit {
    if !isReaped {
      kill(pid, SIGKILL)
      _ = reap(flags: 0)
    }
    for process in ProcessTable.marked(mark) { kill(process, SIGKILL) }
    close(watch)
  }

  package func send(_ signal: Int32) { if !isReaped { kill(pid, signal) } }

  /// Kills the process and all that it started, directly or not, as a power cut would.
  package func killAll() {
    if !isReaped { kill(pid, SIGSTOP) }
    var left = ProcessTable.marked(mark)
    while !left.isEmpty, !isReaped {
      for process in left where process != pid { kill(process, SIGKILL) }
      left = ProcessTable.marked(mark).filter { $0 != pid }
    }
    send(SIGKILL)
  }

  /// Checks repeatedly whether `condition` holds; false if the process ends first.
  package func waits(until condition: () throws -> Bool) throws -> Bool {
    let deadline = Date.now + Self.patience
    while !hasEnded(within: 2) {
      if try condition() { return true }
      guard Date.now < deadline else { throw SupportError("what was waited for did not come") }
    }
    return false
  }

  /// Waits for the end of the process, and for the end of what it started.
  package func wait() throws -> ProcessResult {
    guard hasEnded(within: Int32(1000 * Self.patience)) else {
      throw SupportError("process \(pid) did not end; it said: \(text("errors"))")
    }
    let status = reap(flags: 0)
    let signal = status & 0x7F
    return ProcessResult(
      code: signal == 0 ? status >> 8 & 0xFF : nil, signal: signal == 0 ? nil : signal,
      output: text("output"), errors: text("errors"), leftovers: leftovers())
  }

  private func hasEnded(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    var answer: Int32
    repeat { answer = poll(&descriptor, 1, milliseconds) } while answer < 0 && errno == EINTR
    return answer > 0
  }

  private func reap(flags: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, flags) < 0, errno == EINTR {}
    isReaped = true
    return status
  }

  /// The remaining processes that it started; those that are about to end may do so.
  private func leftovers() -> [String] {
    let deadline = Date.now + Self.farewell
    while true {
      let left = ProcessTable.marked(mark)
      if left.isEmpty { return [] }
      if Date.now > deadline { return left.map { "\($0) \(ProcessTable.words(of: $0))" } }
      usleep(1000)
    }
  }

  /// Its standard error so far.
  package var errorsSoFar: String { text("errors") }

  private func text(_ name: String) -> String {
    String(
      decoding: FileManager.default.contents(atPath: scratch.file(name)) ?? Data(), as: UTF8.self)
  }
}
