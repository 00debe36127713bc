import Glibc
import Messaging
import Scheduling
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// A coordinator on a loopback port with CURVE keys, as a real process, and workers of it.
final class NetworkRun {
  let corpus: SmallCorpus
  let keys: KeyDirectory
  let bundle: String
  private(set) var coordinator: RunningProcess

  static let flags = [
    "--progress", "none", "--shard-events", "10", "--max-skip-rate", "1",
  ]

  /// Admits the workers a and b and the reader r.
  init(events: Int = 60, flags: [String] = []) throws {
    corpus = try SmallCorpus(events: events)
    keys = KeyDirectory(corpus.scratch.file("keys"))
    bundle = corpus.scratch.file("bundle")
    try keys.make([.worker("a"), .worker("b"), .reader("r")])
    coordinator = try Self.startCoordinator(corpus, bundle, keys, Self.flags + flags)
  }

  private static func startCoordinator(
    _ corpus: SmallCorpus, _ bundle: String, _ keys: KeyDirectory, _ flags: [String]
  ) throws -> RunningProcess {
    try RunningProcess(
      [
        Program.clipmill, "coordinator", corpus.manifest, bundle, "--bind", "tcp://127.0.0.1:*",
        "--key", keys.secretKey, "--allow-list", keys.allowList,
      ] + flags)
  }

  /// Starts another coordinator on the bundle, on another port.
  func resume(_ flags: [String] = []) throws {
    coordinator = try Self.startCoordinator(
      corpus, bundle, keys, ["--resume", "--progress", "none"] + flags)
  }

  /// Starts a worker with the key of that name.
  func startWorker(
    _ name: String, keys: KeyDirectory? = nil, patience: String = "60s"
  ) throws -> RunningProcess {
    try startWorker(
      keys: ["--name", name] + keyFlags(.worker(name), keys ?? self.keys), patience: patience)
  }

  func startWorker(keys flags: [String], patience: String = "60s") throws -> RunningProcess {
    try RunningProcess(
      [
        Program.clipmill, "worker", "--bundle", bundle, "--slots", "1", "--patience", patience,
      ] + flags)
  }

  private func keyFlags(_ peer: KeyDirectory.Peer, _ keys: KeyDirectory) -> [String] {
    ["--key", keys.secretKey(of: peer), "--server-key", self.keys.serverKey]
  }

  /// The coordinator's address, once it listens.
  func endpoint() throws -> Endpoint {
    var found: Endpoint?
    _ = try coordinator.waits {
      found = try CoordinatorPlace.bundle(bundle).endpoint()
      return found != nil
    }
    return try #require(found)
  }

  /// The status as `status --json` prints it.
  func status(_ flags: [String] = []) throws -> StatusDocument {
    let result = try Program.run(
      ["status", bundle, "--json"] + (flags.isEmpty ? keyFlags(.reader("r"), keys) : flags))
    #expect(result.code == 0, "\(result.errors)")
    return try #require(StatusDocument(json: Array(result.output.utf8)))
  }

  /// Waits until the coordinator's status meets the condition.
  func waits(until condition: (StatusDocument) -> Bool) throws -> Bool {
    _ = try endpoint()
    return try coordinator.waits {
      let status = try status()
      return status.source == "live" && condition(status)
    }
  }

  func digest(of bundle: String? = nil) throws -> String {
    try #require(try ReadBundle(bundle ?? self.bundle).digest)
  }

  /// The digest of an undisturbed export on one host.
  func undisturbedDigest() throws -> String {
    let other = corpus.scratch.file("undisturbed")
    let result = try Program.export(corpus.manifest, other, Self.flags)
    #expect(result.code == 0, "\(result.errors)")
    return try digest(of: other)
  }
}
