import Foundation
import Glibc
import TestSupport
import Testing

/// Peers that mean harm, while a real export runs.
@Suite(.serialized) struct AttackTests {
  /// True if this process may open so many files, as far as its hard limit goes.
  private func mayOpen(_ count: rlim_t) -> Bool {
    var limits = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    getrlimit(kind, &limits)
    limits.rlim_cur = max(limits.rlim_cur, min(count, limits.rlim_max))
    return setrlimit(kind, &limits) == 0 && limits.rlim_cur >= count
  }

  @Test
  func
    `half-open, slow, oversize and malformed requests neither keep a reader out nor change a run`()
    throws
  {
    try #require(mayOpen(3000))
    let run = try PageRun.waiting(events: 200)
    #expect(try run.waits { $0["state"].string == "running" })
    // None of them ever asks to the end.
    let halfOpen = (0..<1000).map { number in
      let connection = RawConnection(to: run.address)
      connection.send(Array("GET /status.json HTTP/1.1\r\nX: \(number)".utf8))
      return connection
    }
    #expect(try run.get("/healthz").body == "ok\n")
    #expect(halfOpen.first?.isClosedByPeer(within: .seconds(30)) == true)
    // One that sends a byte now and then is cut off, too: the whole head has one deadline.
    let slow = RawConnection(to: run.address)
    var isCut = false
    for byte in Array(String(repeating: "GET / HTTP/1.1\r\n", count: 40).utf8) where !isCut {
      slow.send([byte])
      isCut = slow.isClosedByPeer(within: .milliseconds(100))
    }
    #expect(isCut)
    let large = RawConnection(to: run.address)
    for _ in 0..<64 { large.send([UInt8](repeating: 0x41, count: 65_536)) }
    #expect(large.isClosedByPeer(within: .seconds(30)))
    // Readers that never read what they asked for.
    let deaf = (0..<200).map { _ in
      let connection = RawConnection(to: run.address)
      connection.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      return connection
    }
    #expect(try run.get("/metrics").status == 200)
    let worker = try RunningProcess(
      [Program.clipmill, "worker", "--bundle", run.bundle, "--workers", "2", "--patience", "60s"])
    var random = SeededNumbers(seed: 7)
    var refused = 0
    while try run.process.waits(until: { true }) {
      let bytes = (0..<random.below(300)).map { _ in UInt8(random.below(256)) }
      let connection = RawConnection(to: run.address)
      connection.send(bytes + Array("\r\n\r\n".utf8))
      // The run may end in between.
      guard let answer = try? WebAnswer(connection.answer()) else { continue }
      #expect(answer.status == 400)
      refused += 1
    }
    #expect(refused > 10)
    #expect(try run.process.wait().code == 0)
    #expect(try worker.wait().code == 0)
    withExtendedLifetime(deaf) {}
    #expect(try ReadBundle(run.bundle).digest == run.quietDigest())
  }

  @Test func `silent connections leave a run the few files that it may open`() throws {
    let run = try PageRun.export(events: 1500, openFiles: 64)
    let silent = (0..<100).map { _ in RawConnection(to: run.address) }
    let result = try run.process.wait()
    #expect(result.code == 0, "\(result.errors)")
    withExtendedLifetime(silent) {}
    #expect(try ReadBundle(run.bundle).digest == run.quietDigest())
  }
}
