import CLinux
import Files
import Glibc

/// How a process ended.
enum ProcessEnd: Hashable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signaled(Int32)

  var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signaled(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }

  /// Whether a bug of ours ended it (ExitCode.bug of clipmill), not somebody's signal.
  var isOwnFault: Bool {
    switch self {
    case .exited(let code): code == 70
    case .signaled(let signal):
      [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT].contains(signal)
    }
  }
}

/// A process of ours, started with exec: it reads our lines from its standard input, and answers on
/// its standard output.
///
/// When the handle goes, the process is killed and reaped.
///
/// The standard input doubles as a lifeline: it closes when we die, however we die, and the child
/// ends itself then. The kernel's parent-death signal is the second line, for a child that is stopped.
final class ChildProcess {
  let pid: pid_t
  /// Becomes readable when the process has ended.
  let endDescriptor: Int32
  /// What the process writes to its standard output; does not block.
  let output: Int32
  private var input: Int32
  private var isReaped = false

  /// Where the child's standard error goes, and what it inherits as descriptor 3.
  struct Inheritance {
    var errors: Int32 = 2
    var extra: Int32?
    /// Whether the child leads a process group of its own: a terminal's Ctrl-C then reaches only us.
    var ownGroup = false
    var environment: [String: String] = [:]
    /// What is started: this very program, unless a test says otherwise.
    var executable = "/proc/self/exe"

    init() {}
  }

  /// Starts this very program with `arguments`.
  static func start(
    _ arguments: [String], inheriting inheritance: Inheritance = Inheritance()
  ) throws(StorageError) -> ChildProcess {
    try start(arguments, inheritance)
  }

  private init(pid: pid_t, endDescriptor: Int32, output: Int32, input: Int32) {
    self.pid = pid
    self.endDescriptor = endDescriptor
    self.output = output
    self.input = input
  }

  deinit {
    if !isReaped {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }
    Glibc.close(endDescriptor)
    Glibc.close(output)
    closeInput()
  }

  // MARK: Talking

  /// Lets go of the lifeline: the process sees its input end.
  func closeInput() {
    if input >= 0 { Glibc.close(input) }
    input = -1
  }

  /// Hands a line to the process; false where it no longer listens.
  func send(_ line: [UInt8]) -> Bool {
    Descriptor.write(line + [0x0A], to: input) == nil
  }

  func signal(_ number: Int32) {
    if !isReaped { kill(pid, number) }
  }

  /// How the process ended; nil while it runs.
  func end() -> ProcessEnd? {
    precondition(!isReaped, "process \(pid) was asked for its end twice")
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    isReaped = true
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
  }

  // MARK: Starting

  private static func start(
    _ arguments: [String], _ inheritance: Inheritance
  ) throws(StorageError) -> ChildProcess {
    let input = try pipe()
    let output = try pipe()
    defer {
      Glibc.close(input.reading)
      Glibc.close(output.writing)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, inheritance.errors, 2)
    if let extra = inheritance.extra { posix_spawn_file_actions_adddup2(&actions, extra, 3) }
    let (pid, code) = spawn(arguments, inheritance, &actions)
    let watch = code == 0 ? clinux_pidfd_open(pid) : -1
    guard code == 0, watch >= 0 else {
      Glibc.close(input.writing)
      Glibc.close(output.reading)
      throw StorageError(starting: inheritance.executable, code: code == 0 ? errno : code)
    }
    _ = fcntl(output.reading, F_SETFL, O_NONBLOCK)
    return ChildProcess(
      pid: pid, endDescriptor: watch, output: output.reading, input: input.writing)
  }

  /// Signals that the program that starts us may want ignored, and that we never ignore by ourselves.
  private static let inherited = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

  private static func spawn(
    _ arguments: [String], _ inheritance: Inheritance,
    _ actions: inout posix_spawn_file_actions_t
  ) -> (pid: pid_t, code: Int32) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The child must not inherit that we block signals, nor what we do on them, but for those that we were
    // told to ignore.
    var none = sigset_t()
    var reset = sigset_t()
    sigemptyset(&none)
    sigfillset(&reset)
    for signal in inherited where SignalDescriptor.isIgnored(signal) { sigdelset(&reset, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &reset)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    if inheritance.ownGroup { flags |= POSIX_SPAWN_SETPGROUP }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var pid: pid_t = 0
    let code = withStrings(["clipmill"] + arguments) { words in
      withStrings(environment(adding: inheritance.environment)) { variables in
        posix_spawn(&pid, inheritance.executable, &actions, &attributes, words, variables)
      }
    }
    return (pid, code)
  }

  private static func environment(adding more: [String: String]) -> [String] {
    var variables: [String] = []
    guard var next = clinux_environment() else { return [] }
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables + more.map { "\($0.key)=\($0.value)" }.sorted()
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  private static func pipe() throws(StorageError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw StorageError("open", "a pipe", code: errno) }
    return (ends[0], ends[1])
  }
}
