import CLinux
import Files
import Glibc

/// A child process, started with exec: it reads lines from its standard input, and answers on its standard output.
///
/// When the handle goes, the process is killed and reaped.
///
/// The standard input is also the lifeline: it closes when this process dies for any reason, and the child then ends
/// itself. The kernel's parent-death signal is the second safeguard, for a child that is stopped.
final class ChildProcess {
  let pid: pid_t
  /// Becomes readable when the process has ended.
  let endDescriptor: Int32
  /// The process's standard output; reading does not block.
  let output: Int32
  private var input: Int32
  private var isReaped = false

  /// The child's standard error, and the descriptor that it inherits as number 3.
  struct Inheritance {
    var errors: Int32 = 2
    var extra: Int32?
    /// True if the child leads its own process group: a terminal's Ctrl-C then reaches only the parent.
    var ownGroup = false
    var environment: [String: String] = [:]
    /// The program to start: this very program, unless a test says otherwise.
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

  /// Closes the lifeline: the process sees its input end.
  func closeInput() {
    if input >= 0 { Glibc.close(input) }
    input = -1
  }

  /// Sends a line to the process; false if it no longer reads.
  func send(_ line: [UInt8]) -> Bool {
    Descriptor.write(line + [0x0A], to: input) == nil
  }

  func signal(_ number: Int32) {
    if !isReaped { kill(pid, number) }
  }

  /// The end of the process; nil while it runs.
  func end() -> ProcessEnd? {
    precondition(!isReaped, "process \(pid) was asked for its end twice")
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    isReaped = true
    return ProcessEnd(waitStatus: status)
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
    let (pid, code) = spawn(
      inheritance.executable, ["clipmill"] + arguments,
      environment: variables + inheritance.environment.map { "\($0.key)=\($0.value)" }.sorted(),
      &actions, ignoring: inherited.filter(SignalDescriptor.isIgnored),
      ownGroup: inheritance.ownGroup)
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

  /// Signals that the parent of this program may want ignored, and that the program never ignores by itself.
  private static let inherited = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

  /// Starts a program with these words and variables; the code is that of an error, or 0.
  ///
  /// It inherits no blocked signals and no signal handlers, except that it ignores those of `ignored` that this
  /// process ignores.
  static func spawn(
    _ executable: String, _ words: [String], environment: [String],
    _ actions: inout posix_spawn_file_actions_t, ignoring ignored: [Int32] = [], ownGroup: Bool
  ) -> (pid: pid_t, code: Int32) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var reset = sigset_t()
    sigemptyset(&none)
    sigfillset(&reset)
    for signal in ignored { sigdelset(&reset, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &reset)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    if ownGroup { flags |= POSIX_SPAWN_SETPGROUP }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var pid: pid_t = 0
    let code = withStrings(words) { words in
      withStrings(environment) { variables in
        posix_spawn(&pid, executable, &actions, &attributes, words, variables)
      }
    }
    return (pid, code)
  }

  /// The environment of this process, as `NAME=VALUE`.
  static var variables: [String] {
    var variables: [String] = []
    guard var next = clinux_environment() else { return [] }
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables
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
