import Foundation
import Glibc
import TestSupport
import Testing

/// `clipmill doctor`: nothing on a sound place, and each planted trouble by its name.
@Suite
struct DoctorTests {
  private static let sound = Result { try Patient() }

  @Test
  func `a sound bundle with its keys is clean, and nothing in its folder changes`() throws {
    // One of its own: other tests try the storage of theirs meanwhile.
    let patient = try Patient()
    let entries = {
      FileManager.default.enumerator(atPath: patient.bundle)?.allObjects.map { "\($0)" }.sorted()
    }
    let before = entries()
    let found = try Patient.examine([patient.bundle])
    #expect(found.result.code == 0 && found.result.errors == "", "\(found.result.output)")
    #expect(found.findings == [] && found.document["clean"].bool == true)
    for name in ["rename", "two processes", "worker-w.key", "allow-list", "owner", "libzmq"] {
      #expect(found.verdict(name) == "ok", "\(name)")
    }
    #expect(entries() == before)
  }

  @Test
  func `where no bundle is yet its parent is tried, and nothing is made`() throws {
    let scratch = try Scratch()
    let found = try Patient.examine([scratch.file("a/bundle")])
    #expect(found.findings == [] && found.document["place"].string == scratch.path)
    #expect(scratch.names == [])
  }

  @Test
  func `without a bundle the present folder is tried, and no coordinator is known`() throws {
    let scratch = try Scratch()
    let found = try Patient.examine([], in: scratch.path)
    #expect(found.result.code == 0 && found.document["place"].string == scratch.path)
    #expect(found.verdict("coordinator") == "not checked")
    #expect(scratch.names == [])
  }

  @Test
  func `people read a table, with what to do below each finding`() throws {
    let patient = try Self.sound.get()
    let result = try Program.run(["doctor", patient.bundle, "--connect", "tcp://127.0.0.1:1"])
    #expect(result.code == 1 && result.errors == "")
    let lines = result.output.split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.hasPrefix("  coordinator ") })
    #expect(lines[line].contains("problem"))
    #expect(lines[line + 1].contains("-> start it, or resume"))
    #expect(lines.last?.hasPrefix("1 problem") == true)
  }

  // MARK: Machine

  @Test
  func `a clock that is off is found by the times of files`() throws {
    let scratch = try Scratch()
    let clock = try scratch.write("clock", "-3600")
    let environment = try Harm.environment(of: "clock", ["FAULTS_CLOCK": clock])
    let found = try Patient.examine([scratch.path], environment: environment)
    found.expect(
      "clock of the storage", saying: "files that are written now are 3,600 s ahead of the clock")
  }

  @Test
  func `a library that is too old is found`() throws {
    let found = try Patient.examine([], environment: Harm.environment(of: "old"), in: "/tmp")
    found.expect("libsndfile", saying: "libsndfile-1.0.31 is too old: earlier ones read no MP3")
  }

  @Test(arguments: [
    ("--nofile=200", "descriptors", "too few for a coordinator with workers of other hosts"),
    ("--fsize=10000000", "file size", "no file may be larger than 10.0 MB"),
  ])
  func `a limit that is too low is found`(limit: String, name: String, words: String) throws {
    let found = try Patient.examine([], before: ["/usr/bin/prlimit", limit], in: "/tmp")
    found.expect(name, saying: words)
  }

  @Test
  func `where files may hardly grow the limit is named, and not the room`() throws {
    let found = try Patient.examine([], before: ["/usr/bin/prlimit", "--fsize=100000"], in: "/tmp")
    let writing = found.checks.first { $0["name"].string == "writing" }
    #expect(writing?["verdict"].string == "problem", "\(found.result.output)")
    #expect(writing?["remedy"].string == "raise ulimit -f, the limit on the size of files")
  }

  @Test
  func `with hardly any descriptors no coordinator is asked, which is said`() throws {
    let patient = try Self.sound.get()
    let found = try Patient.examine(
      [patient.bundle], before: ["/usr/bin/prlimit", "--nofile=24"])
    found.expect(
      "process", "descriptors", saying: "only 24 files may be open at once, and at least 32")
    #expect(found.verdict("coordinator") == "not checked")
  }

  @Test
  func `too few threads are found`() throws {
    let scratch = try Scratch()
    chmod(scratch.path, 0o777)
    let found = try Patient.examine(
      [scratch.path], before: Rights.ofNobody + ["/usr/bin/prlimit", "--nproc=8"])
    #expect(found.findings.contains("threads"), "\(found.result.output)\(found.result.errors)")
    #expect(found.result.code == 1)
  }

  // MARK: Storage

  @Test
  func `where nothing can be written, what depends on it is not said to be ok`() throws {
    let scratch = try Scratch()
    let found = try Patient.examine([scratch.path], before: Rights.ofNobody)
    found.expect("writing", saying: "no folder can be made in \(scratch.path): Permission denied")
    for name in ["rename", "links", "two processes", "times of files", "clock of the storage"] {
      #expect(found.verdict(name) == "not checked", "\(name)")
    }
  }

  /// A command in a mount namespace with a small file system at the path that follows.
  private static func mounting(_ options: String) -> [String] {
    let script = #"mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@""#
    return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh", options]
  }

  private static let maySmallDisk =
    (try? RunningProcess(mounting("size=1m") + ["/mnt", "/bin/true"]).wait())?.code == 0

  @Test(
    .enabled(if: maySmallDisk),
    arguments: [
      ("size=2m", "room", "2.1 MB free"), ("nr_inodes=60", "inodes", "free at"),
    ])
  func `too little room and too few inodes are found`(
    options: String, name: String, words: String
  ) throws {
    let scratch = try Scratch()
    let found = try Patient.examine(
      [scratch.path], before: Self.mounting(options) + [scratch.path])
    found.expect(name, saying: words)
  }

  @Test(.enabled(if: maySmallDisk))
  func `a full disk is found, and left as it was`() throws {
    let scratch = try Scratch()
    let full = ["/bin/sh", "-c", #"head -c 1m /dev/zero >"$0/rest"; exec "$@""#, scratch.path]
    let found = try Patient.examine(
      [scratch.path], before: Self.mounting("size=1m") + [scratch.path] + full)
    #expect(found.result.code == 1)
    #expect(Set(found.findings).isSuperset(of: ["writing", "room"]), "\(found.result.output)")
    #expect(!found.findings.contains("removal"))
  }

  @Test(.enabled(if: FoldingDisk.isPossible))
  func `a folder that is blind to case and has no links is found`() throws {
    let disk = try FoldingDisk()
    let found = try Patient.examine(["\(disk.path)/bundle"])
    #expect(Set(found.findings).isSuperset(of: ["links", "case of names"]), "\(found.findings)")
    let words = found.checks.first { $0["name"].string == "case of names" }?["found"].string
    #expect(words == "names that differ in case only are one name")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
  }
}
