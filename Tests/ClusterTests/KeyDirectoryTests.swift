import Files
import Glibc
import Messaging
import RunState
import TestSupport
import Testing

@testable import Cluster
@testable import Export

@Suite struct KeyDirectoryTests {
  private func mode(_ path: String) -> mode_t {
    var status = Glibc.stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  @Test func `keys are made for everyone, secrets for their owner alone`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a"), .worker("b"), .reader("r")])
    #expect(mode(keys.path) == 0o700)
    #expect(mode(keys.secretKey) == 0o600)
    #expect(mode(keys.serverKey) == 0o644)
    #expect(mode(keys.secretKey(of: .worker("b"))) == 0o600)
    let list = try AllowList(file: keys.allowList)
    #expect(list.count == 3)
    let worker = try CurvePublicKey(file: keys.publicKey(of: .worker("a")))
    #expect(list[worker]?.description == "worker:a")
  }

  @Test func `names can be added, and nothing is replaced`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    let secret = try FileSystem.read(keys.secretKey)
    try keys.make([.worker("b")])
    #expect(try FileSystem.read(keys.secretKey) == secret)
    let list = try FileSystem.read(keys.allowList)
    #expect(throws: RunFailure.self) { try keys.make([.worker("c"), .worker("a")]) }
    #expect(try FileSystem.read(keys.allowList) == list)
    #expect(!FileSystem.exists(keys.secretKey(of: .worker("c"))))
  }

  @Test func `nothing is added to a file named allow-list that is not one`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    try scratch.write("keys/allow-list", "Anna, Ben and Carla may come\n")
    #expect {
      try keys.make([.worker("b")])
    } throws: { error in
      let words = "no key was made (fix the allow-list, or choose another folder)"
      return (error as? RunFailure)?.kind == .cannotMake && "\(error)".contains(words)
    }
    #expect(!FileSystem.exists(keys.publicKey(of: .worker("b"))))
  }

  @Test func `a name gets its own line even if the last line has no end`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    let cut = try FileSystem.read(keys.allowList).dropLast()
    try FileSystem.replace(keys.allowList, with: Array(cut))
    chmod(keys.allowList, 0o600)
    try keys.make([.worker("b"), .reader("r")])
    let lines = try FileSystem.read(keys.allowList).split(separator: 10)
    let starts = ["worker a ", "worker b ", "reader r "]
    #expect(zip(lines, starts).allSatisfy { $0.starts(with: $1.utf8) } && lines.count == 3)
    #expect(try AllowList(file: keys.allowList).count == 3)
  }

  @Test func `the coordinator's public key is made again from its secret one`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    let before = try FileSystem.read(keys.serverKey)
    try FileSystem.remove(keys.serverKey)
    try keys.make([.worker("b")])
    #expect(try FileSystem.read(keys.serverKey) == before)
  }

  @Test(arguments: ["", "a b", "../x", "ü", String(repeating: "n", count: 65)])
  func `an invalid name makes nothing`(name: String) throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    #expect(throws: RunFailure.self) { try keys.make([.worker(name)]) }
    #expect(!FileSystem.exists(keys.path))
  }

  @Test func `a folder that others may enter is refused with advice`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try FileSystem.makeDirectories(keys.path)
    chmod(keys.path, 0o755)
    let failure = #expect(throws: RunFailure.self) { try keys.make([.worker("a")]) }
    #expect(failure?.kind == .notPermitted)
    #expect(failure?.description.contains("chmod 700") == true)
  }

  @Test func `an address others can reach without keys is wrong usage`() {
    for bind in ["tcp://0.0.0.0:5555", "tcp://node1:*", "tcp://10.0.0.1:7"] {
      let failure = #expect(throws: RunFailure.self) { try ListenSettings(bind: bind).check() }
      #expect(failure?.kind == .usage)
    }
    for bind in ["tcp://127.0.0.1:*", "tcp://localhost:7777", "ipc:///run/x/socket"] {
      #expect(throws: Never.self) { try ListenSettings(bind: bind).check() }
    }
  }

  @Test func `half of the keys is wrong usage, also on loopback`() {
    var settings = ListenSettings(bind: "tcp://127.0.0.1:*")
    settings.key = "/k"
    let failure = #expect(throws: RunFailure.self) { try settings.check() }
    #expect(failure?.kind == .usage)
  }

  @Test func `with --if-missing what is there stays, and what is missing is made`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    #expect(try keys.makeMissing([.worker("a"), .reader("r")]) == [])
    let secret = try FileSystem.read(keys.secretKey(of: .worker("a")))
    #expect(try keys.makeMissing([.worker("a"), .worker("b")]) == [.worker("a")])
    #expect(try FileSystem.read(keys.secretKey(of: .worker("a"))) == secret)
    #expect(mode(keys.path) == 0o700 && mode(keys.secretKey(of: .worker("b"))) == 0o600)
    #expect(mode(keys.publicKey(of: .worker("b"))) == 0o644)
    #expect(try AllowList(file: keys.allowList).count == 3)
    #expect(try FileSystem.names(in: keys.path).filter { $0.hasSuffix(".part") } == [])
  }

  @Test func `a public half that is missing is made again, and one of another pair is refused`()
    throws
  {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a"), .worker("b")])
    let half = try FileSystem.read(keys.publicKey(of: .worker("a")))
    try FileSystem.remove(keys.publicKey(of: .worker("a")))
    #expect(try keys.makeMissing([.worker("a")]) == [.worker("a")])
    #expect(try FileSystem.read(keys.publicKey(of: .worker("a"))) == half)
    try FileSystem.replace(keys.publicKey(of: .worker("b")), with: half)
    #expect {
      try keys.makeMissing([.worker("b")])
    } throws: {
      "\($0)".contains("it does not belong to the secret key")
    }
    chmod(keys.secretKey(of: .worker("a")), 0o644)
    #expect {
      try keys.makeMissing([.worker("a")])
    } throws: {
      ($0 as? RunFailure)?.kind == .notPermitted
    }
  }

  @Test func `a key whose line was removed from the allow-list stays shut out`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    try scratch.write("keys/allow-list", "")
    #expect(try keys.makeMissing([.worker("a")]) == [.worker("a")])
    #expect(try AllowList(file: keys.allowList).count == 0)
    let result = try Program.run(["keygen", keys.path, "--if-missing", "--worker", "a"])
    #expect(result.code == 0)
    #expect(result.output.hasSuffix("  was there, and is not in the allow-list\n"))
  }

  /// What `keygen` says, which changes nothing in the folder.
  private func refused(_ keys: KeyDirectory, _ words: [String]) throws -> String {
    let before = try FileSystem.names(in: keys.path).sorted()
    let result = try Program.run(["keygen", keys.path] + words)
    #expect(result.code == 73 && result.output == "")
    #expect(try FileSystem.names(in: keys.path).sorted() == before)
    return result.errors
  }

  @Test func `a secret key that is lost is not replaced by one that nobody knows`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    let list = try FileSystem.read(keys.allowList)
    try FileSystem.rename(keys.secretKey(of: .worker("a")), scratch.file("secret"))
    let missing = ["--if-missing", "--worker", "b", "--worker", "a"]
    let ofWorker = try refused(keys, missing)
    #expect(
      ofWorker == """
        clipmill: \(keys.secretKey(of: .worker("a"))) is missing and cannot be made again from worker-a.pub \
        (restore it, or remove worker-a.pub and the line of worker a in the allow-list for a new pair, and give \
        the new worker-a.pub to the coordinator's allow-list)

        """)
    try FileSystem.remove(keys.publicKey(of: .worker("a")))
    #expect(
      try refused(keys, missing).hasSuffix(
        "allow-list admits worker a by a key that is not here; no key was made (restore "
          + "\(keys.secretKey(of: .worker("a"))), or remove that line for a new pair)\n"))
    try FileSystem.remove(keys.secretKey)
    for words in [missing, ["--worker", "c"]] {
      #expect(
        try refused(keys, words).hasSuffix(
          "coordinator.key is missing and cannot be made again from coordinator.pub (restore it, or remove "
            + "coordinator.pub for a new pair, and give the new coordinator.pub to all workers and readers)\n"
        ))
    }
    #expect(try FileSystem.read(keys.allowList) == list)
  }

  @Test func `keys whose allow-list is gone get no list that admits a new name alone`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("a")])
    try FileSystem.remove(keys.allowList)
    for words in [["--if-missing"], ["--if-missing", "--worker", "a"], ["--worker", "b"]] {
      #expect(
        try refused(keys, words) == """
          clipmill: \(keys.allowList) is missing and there are keys of workers or readers, none of which is admitted \
          now; no key was made (restore it, or write a line "worker NAME KEY" or "reader NAME KEY" for each .pub \
          file that may connect)

          """)
    }
  }

  @Test func `without names a folder that has keys gets no new ones`() throws {
    let scratch = try Scratch()
    let keys = KeyDirectory(scratch.file("keys"))
    try keys.make([.worker("node-1"), .reader("r")])
    let before = try FileSystem.names(in: keys.path).sorted()
    let result = try Program.run(["keygen", keys.path, "--if-missing"])
    let lines = result.output.split(separator: "\n")
    #expect(result.code == 0 && lines.count == 5, "\(result.errors)")
    #expect(lines[3].hasPrefix("  reader r ") && lines[4].hasPrefix("  worker node-1 "))
    #expect(lines[3...].allSatisfy { $0.hasSuffix("was there") })
    #expect(try FileSystem.names(in: keys.path).sorted() == before)
    let fresh = scratch.file("fresh")
    #expect(try Program.run(["keygen", fresh, "--if-missing"]).code == 0)
    #expect(try FileSystem.names(in: fresh).contains("worker-worker.key"))
  }

  @Test func `many that ask for the same keys at once get one pair each, and one line`() throws {
    let scratch = try Scratch()
    let folder = scratch.file("keys")
    let words = ["keygen", folder, "--if-missing", "--worker", "a", "--worker", "b"]
    let running = try (0..<8).map { _ in try RunningProcess([Program.clipmill] + words) }
    let ends = try running.map { try $0.wait() }
    #expect(ends.map(\.code) == Array(repeating: 0, count: 8), "\(ends.map(\.errors))")
    let keys = KeyDirectory(folder)
    #expect(try AllowList(file: keys.allowList).count == 2)
    for peer in [KeyDirectory.Peer.worker("a"), .worker("b")] {
      _ = try CurveKeyPair(
        publicKeyFile: keys.publicKey(of: peer), secretKeyFile: keys.secretKey(of: peer))
    }
    #expect(try FileSystem.names(in: folder).count == 7)
    let again = try Program.run(words)
    #expect(
      again.code == 0 && again.output.split(separator: "\n").last?.hasSuffix("was there") == true)
  }
}
