import Files
import Glibc
import TestSupport
import Testing

@testable import Cluster
@testable import Export

@Suite(.serialized) struct ChildProcessTests {
  private func shell(_ script: String, extra: Int32? = nil) throws -> ChildProcess {
    var inheritance = ChildProcess.Inheritance()
    inheritance.executable = "/bin/sh"
    inheritance.extra = extra
    return try ChildProcess.start(["-c", script], inheriting: inheritance)
  }

  private func end(of process: ChildProcess) -> ProcessEnd? {
    isReadable(process.endDescriptor) ? process.end() : nil
  }

  private func output(of process: ChildProcess) -> [String] {
    var buffer = LineBuffer()
    var lines: [String] = []
    while !buffer.isAtEnd, isReadable(process.output) {
      lines += buffer.availableLines(readingFrom: process.output)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return lines
  }

  /// Descriptors that the parent of the tests left open for all their children.
  private var inheritable: Set<Int32> {
    let numbers = (try? FileSystem.names(in: "/proc/self/fd").compactMap { Int32($0) }) ?? []
    return Set(
      numbers.filter {
        let flags = fcntl($0, F_GETFD)
        return flags >= 0 && flags & FD_CLOEXEC == 0
      })
  }

  @Test func `a child reads its lines and answers`() throws {
    let child = try shell("read line; echo \"got $line\"; exit 7")
    #expect(child.send(Array("hello".utf8)))
    #expect(output(of: child) == ["got hello"])
    #expect(end(of: child) == .exited(7))
  }

  @Test func `a child sees its input end when its handle goes`() throws {
    let scratch = try Scratch()
    var child: ChildProcess? = try shell(
      "echo $$; cat > /dev/null; echo over > \(scratch.file("over"))")
    _ = child.map { isReadable($0.output) }
    // Only the input is let go: the process must not be killed before it can tell.
    child?.closeInput()
    #expect(child.flatMap { end(of: $0) } == .exited(0))
    #expect(scratch.text("over") == "over\n")
    child = nil
  }

  @Test func `a stopped child is killed and reaped with its handle`() throws {
    var child: ChildProcess? = try shell("kill -STOP $$; exec sleep 1000")
    let pid = try #require(child?.pid)
    let stopped = eventually {
      (try? FileSystem.read("/proc/\(pid)/stat", limit: 4096, sized: false))
        .map { String(decoding: $0, as: UTF8.self) }
        .flatMap { $0.contains(") T ") ? true : nil }
    }
    #expect(stopped == true)
    child = nil
    #expect(kill(pid, 0) != 0 && errno == ESRCH)
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
  func `a signal that the parent blocks, or ignores by itself, ends a child all the same`(
    signal: Int32
  ) async {
    await #expect(processExitsWith: .success) { [signal] in
      for number in [SIGHUP, SIGINT, SIGTERM] { Glibc.signal(number, SIG_DFL) }
      SignalDescriptor.block()
      Glibc.signal(SIGPIPE, SIG_IGN)
      let tests = ChildProcessTests()
      let child = try tests.shell("yes | head -n 1; kill -PIPE $$; exit 7")
      #expect(tests.end(of: child) == .signaled(SIGPIPE))
      let other = try tests.shell("echo ready; exec sleep 1000")
      _ = isReadable(other.output)
      other.signal(signal)
      #expect(tests.end(of: other) == .signaled(signal))
    }
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGQUIT, SIGTERM])
  func `a signal that the program was started to ignore is ignored by a child too`(signal: Int32)
    async
  {
    await #expect(processExitsWith: .success) { [signal] in
      Glibc.signal(signal, SIG_IGN)
      SignalDescriptor.block()
      let tests = ChildProcessTests()
      let child = try tests.shell("read line; exit 7")
      child.signal(signal)
      _ = child.send([])
      #expect(tests.end(of: child) == .exited(7))
    }
  }

  @Test func `a child has its three descriptors and the one it was given, no other`() throws {
    let page = try ProgressPage()
    let held = try ProgressPage()
    let passedOn = inheritable
    let child = try shell("ls /proc/self/fd | tr '\\n' ' '; echo", extra: page.descriptor)
    let numbers = Set(output(of: child).joined().split(separator: " ").compactMap { Int32($0) })
    #expect(numbers.isSuperset(of: [0, 1, 2, 3]))
    // One more is the folder that ls reads.
    let others = numbers.subtracting(passedOn).subtracting([0, 1, 2, 3])
    #expect(others.count <= 1, "held: \(held.descriptor)")
    #expect(end(of: child) == .exited(0))
  }

  @Test func `three hundred children leave no descriptor behind`() throws {
    let before = try descriptorsOfChildren()
    for _ in 0..<300 {
      let child = try shell("exit 0")
      #expect(end(of: child) == .exited(0))
    }
    // Other tests run at the same time and have some children of their own.
    #expect(try descriptorsOfChildren() < before + 150)
  }

  /// Pipes and process descriptors of this process: other tests open sockets by the hundred.
  private func descriptorsOfChildren() throws -> Int {
    try FileSystem.names(in: "/proc/self/fd").count { name in
      var link = [UInt8](repeating: 0, count: 64)
      let count = readlink("/proc/self/fd/\(name)", &link, link.count)
      let target = String(decoding: link.prefix(max(count, 0)), as: UTF8.self)
      return target.hasPrefix("pipe:") || target.hasPrefix("anon_inode:[pidfd]")
    }
  }

  @Test func `a program that cannot be started is named in the error`() {
    var inheritance = ChildProcess.Inheritance()
    inheritance.executable = "/nowhere/at/all"
    #expect(throws: StorageError.self) {
      _ = try ChildProcess.start([], inheriting: inheritance)
    }
  }
}
