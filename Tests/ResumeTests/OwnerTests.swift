import Foundation
import Glibc
import TestSupport
import Testing

/// One owner at a time.
@Suite
struct OwnerTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 31) }

  private func owner(of bundle: String) throws -> [String: Any] {
    let bytes = try Data(contentsOf: URL(filePath: "\(bundle)/.clipmill/coordinator.json"))
    return try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
  }

  @Test
  func `a second export of the bundle is refused with the name of the first`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("owned")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 2))
    victim.process.send(SIGSTOP)
    let name = try #require(owner(of: bundle)["host"] as? String)
    for flags in [[], ["--take-over"]] {
      expectStop(
        try lab.resume(bundle, flags), code: 73, bundle, "pid \(victim.process.pid)", name)
    }
    expectStop(
      try Program.run(["merge", bundle]), code: 73, bundle, "pid \(victim.process.pid)")
    victim.process.send(SIGCONT)
    try lab.expectUndisturbed(try victim.process.wait(), bundle)
  }

  @Test
  func `the bundle of another host is taken over at once with --take-over`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("elsewhere")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 2))
    _ = try victim.killAll()
    var record = try owner(of: bundle)
    record["host"] = "another-host"
    record["isReleased"] = false
    try JSONSerialization.data(withJSONObject: record)
      .write(to: URL(filePath: "\(bundle)/.clipmill/coordinator.json"))
    let epoch = try #require(record["epoch"] as? Int)
    let read = try lab.expectUndisturbed(try lab.resume(bundle, ["--take-over"]), bundle)
    #expect(try owner(of: bundle)["epoch"] as? Int == epoch + 1)
    #expect(read.metadata["runs"].array.count == 2)
  }

  /// A resume that watches the beat of another host's owner, whose record it gives.
  private func watcher(
    _ lab: Resumed, _ bundle: String
  ) throws -> (process: RunningProcess, record: [String: Any], path: URL) {
    var record = try owner(of: bundle)
    record["host"] = "another-host"
    record["isReleased"] = false
    let path = URL(filePath: "\(bundle)/.clipmill/coordinator.json")
    try JSONSerialization.data(withJSONObject: record).write(to: path)
    let process = try Victim(lab.manifest, bundle, ["--resume", "--progress", "plain"]).process
    #expect(try process.waits { process.errorsSoFar.contains("watching") })
    return (process, record, path)
  }

  @Test
  func `a beat that continues refuses every watcher`() throws {
    let lab = try Self.undisturbed.get()
    var (process, record, path) = try watcher(lab, try lab.copy("beating"))
    record["beat"] = 1 + (record["beat"] as? Int ?? 0)
    try JSONSerialization.data(withJSONObject: record).write(to: path, options: .atomic)
    expectStop(try process.wait(), code: 73, "another-host")
  }

  @Test
  func `a run that is interrupted while watching a beat says how to continue`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("watched")
    let process = try watcher(lab, bundle).process
    process.send(SIGTERM)
    expectStop(
      try process.wait(), code: 75, "interrupted; resume with: clipmill export", "--resume")
    #expect(try owner(of: bundle)["host"] as? String == "another-host")
  }
}
