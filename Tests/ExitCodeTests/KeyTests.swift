import Foundation
import Glibc
import TestSupport
import Testing

/// Ends of those who come to a coordinator that asks for keys.
struct KeyTests {
  /// What a coordinator says that is given these keys, and how it ends where it does so by itself.
  private func coordinator(
    _ keys: String, key: String, port: String = "*"
  ) throws -> RunningProcess {
    let lab = try Lab.shared.get()
    return try RunningProcess(
      [Program.clipmill, "coordinator", lab.text("@m.jsonl"), "\(keys).bundle"]
        + ["--bind", "tcp://127.0.0.1:\(port)", "--progress", "none"]
        + ["--key", "\(keys)/\(key)", "--allow-list", "\(keys)/allow-list"])
  }

  @Test(arguments: [("worker", "w"), ("reader", "r")])
  func `the key of a peer is not taken for that of the coordinator`(
    role: String, name: String
  ) throws {
    let scratch = try Scratch()
    let keys = scratch.file("keys")
    _ = try Program.run(["keygen", keys, "--worker", "w", "--reader", "r"])
    let end = try coordinator(keys, key: "\(role)-\(name).key").wait()
    #expect(end.code == 64)
    expectLine(
      end,
      "\(keys)/\(role)-\(name).key is the key of \(role) \(name), and --key takes the coordinator's own "
        + "(coordinator.key of clipmill keygen)")
  }

  @Test
  func `an allow-list that admits no worker is told at the start, and port 0 is any free one`()
    throws
  {
    let scratch = try Scratch()
    let keys = scratch.file("keys")
    _ = try Program.run(["keygen", keys, "--reader", "r"])
    let running = try coordinator(keys, key: "coordinator.key", port: "0")
    let words =
      "\(keys)/allow-list admits no worker: nothing is rendered until it does (clipmill keygen adds them)"
    #expect(try running.waits { running.errorsSoFar.contains(words) })
    var endpoint = ""
    _ = try running.waits {
      let owner = FileManager.default.contents(atPath: "\(keys).bundle/.clipmill/coordinator.json")
      endpoint = (try? ReadJSON(owner ?? Data()))?["endpoint"].string ?? ""
      return !endpoint.isEmpty
    }
    let port = endpoint.split(separator: ":").last.flatMap { UInt16($0) }
    #expect(port.map { $0 > 0 } == true, "\(endpoint)")
    running.send(SIGTERM)
    #expect(try running.wait().code == 75)
  }

  @Test
  func `a key that is not on the list is exit code 77, and the coordinator's end names its flags`()
    throws
  {
    let lab = try Lab.shared.get()
    let (own, strange) = (try Scratch(), try Scratch())
    for folder in [own, strange] {
      _ = try Program.run(["keygen", folder.file("keys"), "--worker", "w", "--reader", "r"])
    }
    let bundle = own.file("bundle")
    let flags = [
      "--bind", "tcp://127.0.0.1:*", "--key", own.file("keys/coordinator.key"), "--allow-list",
      own.file("keys/allow-list"),
    ]
    let coordinator = try RunningProcess(
      [Program.clipmill, "coordinator", lab.text("@m.jsonl"), bundle, "--progress", "none"] + flags)
    var endpoint = ""
    let listens = try coordinator.waits {
      let owner = FileManager.default.contents(atPath: "\(bundle)/.clipmill/coordinator.json")
      endpoint = (try? ReadJSON(owner ?? Data()))?["endpoint"].string ?? ""
      return !endpoint.isEmpty
    }
    try #require(listens, "\(coordinator.errorsSoFar)")
    let server = ["--server-key", own.file("keys/coordinator.pub")]
    let worker = try Program.run(
      ["worker", "--connect", endpoint, "--key", strange.file("keys/worker-w.key")] + server)
    #expect(worker.code == 77)
    let refused = "key refused by \(endpoint) (add the public key to its allow-list;"
    #expect(worker.errors.hasSuffix("clipmill: \(refused) see clipmill keygen)\n"))
    let reader = try Program.run(
      ["status", "--connect", endpoint, "--key", strange.file("keys/reader-r.key")] + server)
    #expect(reader.code == 77)
    expectLine(
      reader, "key refused by \(endpoint) (its allow-list needs our public key as a reader)")
    coordinator.send(SIGTERM)
    let end = try coordinator.wait()
    #expect(end.code == 75)
    let command =
      "clipmill coordinator \(lab.text("@m.jsonl")) \(bundle) --bind 'tcp://127.0.0.1:*'"
      + " --key \(own.file("keys/coordinator.key")) --allow-list \(own.file("keys/allow-list")) --resume"
    expectLine(
      end, "interrupted; what is committed stays in \(bundle); resume with: \(command)")
  }
}
