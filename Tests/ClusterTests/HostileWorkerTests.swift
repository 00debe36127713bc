import Bundle
import Dataset
import Files
import Glibc
import Messaging
import Scheduling
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// A worker with a valid key that says hello, proves everything, and then lies about its shards.
@Suite(.serialized) struct HostileWorkerTests {
  @Test func `reports that no renderer wrote are refused, and their shards are rendered again`()
    throws
  {
    let run = try NetworkRun()
    let liar = try Liar(run)
    let leases = try liar.leases(atLeast: 3)
    let none = try liar.completion(of: leases[0], path: "0/elsewhere.jsonl")
    let empty = try liar.completion(of: leases[1])
    try FileSystem.makeDirectories("\(liar.layout.reports)/0")
    try FileSystem.replace("\(liar.layout.reports)/\(empty.report.path)", with: Array("{}\n".utf8))
    let link = try liar.completion(of: leases[2])
    #expect(
      symlink(
        "\(liar.layout.reports)/\(empty.report.path)",
        "\(liar.layout.reports)/\(link.report.path)") == 0)
    try liar.say([none, empty, link].map { .done($0) })
    for lease in leases.prefix(3) {
      #expect(try liar.hears { $0 == .acknowledged(lease) || $0 == .fenced(lease) })
    }
    #expect(try run.waits { $0.shards.done == 0 && !$0.excluded.isEmpty })
    let status = try run.status()
    #expect(status.retries.failures == 3)
    #expect(status.culprits.count { $0.words.hasPrefix("its report: ") } == 3)
    let honest = try run.startWorker("a")
    let result = try run.coordinator.wait()
    #expect(result.code == 0, "\(result.errors)")
    #expect(try honest.wait().code == 0)
    #expect(try run.digest() == run.undisturbedDigest())
  }
}

/// Speaks the protocol by hand.
private final class Liar {
  let layout: BundleLayout
  private let intruder: Intruder
  private let codec = MessageCodec(Limits())
  private let incarnation = Incarnation(0xBAD)
  private var heard: [CoordinatorMessage] = []

  init(_ run: NetworkRun) throws {
    layout = BundleLayout(run.bundle)
    intruder = try Intruder(
      to: try run.endpoint(),
      security: .curve(
        try CurveKeyPair(secretKeyFile: run.keys.secretKey(of: .worker("b"))),
        server: try CurvePublicKey(file: run.keys.serverKey)))
    var hello = Hello(
      worker: "liar", host: "elsewhere", pid: 1, slots: 3,
      build: "\(Build.version) \(try FileSystem.sha256(of: Program.clipmill))",
      libraries: Build.libraries)
    try say([.hello(hello)])
    let job = try #require(
      try eventually { () -> Job? in
        try listen()
        return heard.lazy.compactMap { if case .prove(let job) = $0 { job } else { nil } }.first
      })
    hello.proof = try WorkerProof(job, isStopping: { false }).proof
    try say([.hello(hello)])
  }

  func say(_ messages: [WorkerMessage]) throws {
    let bytes = messages.map {
      MessageCodec.encode(FromWorker(incarnation: incarnation, message: $0))
    }
    #expect(try intruder.send(bytes))
  }

  private func listen() throws {
    for bytes in try intruder.answers() {
      if let message = codec.fromCoordinator(bytes) {
        heard.append(message.message)
      }
    }
  }

  func hears(_ isIt: (CoordinatorMessage) -> Bool) throws -> Bool {
    try eventually {
      try listen()
      return heard.contains(where: isIt) ? true : nil
    } ?? false
  }

  /// Its leases, once there are this many.
  func leases(atLeast count: Int) throws -> [Lease] {
    try #require(
      try eventually {
        try listen()
        let leases = heard.compactMap { message in
          if case .grant(let grant) = message { grant.lease } else { nil }
        }
        return leases.count >= count ? leases : nil
      })
  }

  /// A shard of ten events, all of them sliced, by a report of one empty row.
  func completion(of lease: Lease, path: String? = nil) throws -> Completion {
    var counts = Tally()
    counts.totalEvents = 10
    counts.slicedEvents = 10
    let usual = BundleLayout.report(lease.shard, attempt: "\(lease.name).\(incarnation.hex)")
    let report = FileStamp(
      path: path ?? usual, size: 3, sha256: SHA256.hexadecimal(of: Array("{}\n".utf8)))
    return Completion(lease: lease, report: report, counts: counts, skipped: 0)
  }
}
