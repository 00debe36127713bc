import TestSupport
import Testing

@testable import Cluster

/// What a coordinator and a worker tell the service manager that has started them.
@Suite
struct SupervisorTests {
  /// Waits for the end of a process, and returns what it said until then: a socket holds ten messages.
  private func said(
    by process: RunningProcess, to manager: NotifySocket, code: Int32
  ) throws -> [String] {
    var said: [String] = []
    _ = try process.waits {
      said += manager.messages()
      return false
    }
    let end = try process.wait()
    #expect(end.code == code, "\(end.errors)")
    return said + manager.messages()
  }

  @Test(arguments: [false, true])
  func `an export is ready when it renders, tells its progress, lives, and stops`(
    isAbstract: Bool
  ) throws {
    let corpus = try SmallCorpus(events: 12)
    let manager = try NotifySocket(isAbstract: isAbstract)
    let environment = ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "1000"]
    let export = try Program.startExport(
      corpus.manifest, corpus.scratch.file("bundle"), environment: environment)
    let said = try said(by: export, to: manager, code: 0)
    #expect(said.filter { $0 == "READY=1" }.count == 1, "\(said)")
    #expect(said.contains("WATCHDOG=1"))
    #expect(said.last == "STOPPING=1")
    let status = said.filter { $0.hasPrefix("STATUS=") }
    #expect(!status.isEmpty && status.allSatisfy { !$0.contains("\n") }, "\(said)")
  }

  @Test
  func `a run that fails before it renders still says that it stops`() throws {
    let scratch = try Scratch()
    let manager = try NotifySocket()
    let result = try Program.export(
      try scratch.write("m.jsonl", ""), scratch.file("bundle"),
      environment: ["NOTIFY_SOCKET": manager.name])
    #expect(result.code == 65)
    #expect(manager.messages().suffix(2) == ["READY=1", "STOPPING=1"])
  }

  @Test
  func `a process that is not the watched one sends no signs of life`() throws {
    let corpus = try SmallCorpus(events: 6)
    let manager = try NotifySocket()
    let result = try Program.export(
      corpus.manifest, corpus.scratch.file("bundle"),
      environment: [
        "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1",
      ])
    #expect(result.code == 0)
    let said = manager.messages()
    #expect(!said.contains("WATCHDOG=1") && said.contains("READY=1"))
  }

  @Test
  func `a worker says that it waits, that it works, and that it stops`() throws {
    let run = try NetworkRun()
    let manager = try NotifySocket()
    let worker = try RunningProcess(
      [
        Program.clipmill, "worker", "--bundle", run.bundle, "--slots", "1", "--patience", "60s",
        "--key", run.keys.secretKey(of: .worker("a")), "--server-key", run.keys.serverKey,
      ], environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "20000"])
    let said = try said(by: worker, to: manager, code: 0)
    #expect(try run.coordinator.wait().code == 0)
    #expect(said.first == "READY=1" && said.last == "STOPPING=1", "\(said)")
    #expect(said.contains("WATCHDOG=1"))
    #expect(
      said.contains { $0.hasPrefix("STATUS=waiting for ") || $0.contains(" renderers at work") })
  }
}
