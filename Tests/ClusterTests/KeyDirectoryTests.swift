import Files
import Glibc
import Messaging
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
}
