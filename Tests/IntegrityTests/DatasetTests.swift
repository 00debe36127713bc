import Dataset
import Files
import Glibc
import Manifest
import TestSupport
import Testing

@testable import Integrity

/// Data sets in a folder of one test.
private struct Shelf {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A line of a manifest for a file with this content.
  func line(_ path: String, _ content: String) -> String {
    "\(SHA256.hexadecimal(of: Array(content.utf8)))  \(path)\n"
  }

  func check(
    _ roots: [String], manifest: String? = nil, threads: Int = 2,
    _ change: (inout IntegrityRequest) -> Void = { _ in }
  ) throws -> DatasetReport {
    var request = IntegrityRequest()
    request.recomputesDigests = manifest != nil
    request.threads = threads
    change(&request)
    if let manifest { try scratch.write("manifest", manifest) }
    let entry = IntegrityConfig.Entry(
      name: "set", roots: roots.map { scratch.file($0) },
      checksumManifest: manifest == nil ? nil : scratch.file("manifest"))
    let report = try IntegrityCheck.run(IntegrityConfig(datasets: [entry]), request) { _ in }
    return try #require(report.datasets.first)
  }
}

@Test
func `a file counts as present if any root has it`() throws {
  let shelf = try Shelf()
  try shelf.scratch.write("one/a.wav", "a")
  try shelf.scratch.write("two/b.wav", "b")
  let manifest = shelf.line("a.wav", "a") + shelf.line("b.wav", "b")
  let both = try shelf.check(["one", "gone", "two"], manifest: manifest)
  #expect(both.hasPassed && both.checked == 2 && both.sound == 2 && both.bytesHashed == 2)
  let one = try shelf.check(["one"], manifest: manifest)
  #expect(!one.hasPassed && one.faults == [.missing: 1])
  #expect(one.examples[.missing]?.map(\.path?.description) == ["b.wav"])
}

@Test
func `without a root nothing is reported as missing, and the root is named`() throws {
  let shelf = try Shelf()
  try shelf.scratch.makeFolder("empty")
  try shelf.scratch.makeFolder("new/lost+found")
  try shelf.scratch.write("file", "x")
  let states = ["gone": "missing", "empty": "empty", "new": "empty", "file": "not_a_directory"]
  for (root, state) in states.sorted(by: { $0.key < $1.key }) {
    let report = try shelf.check([root], manifest: shelf.line("a", "a"))
    #expect(!report.hasPassed && !report.hasUsableRoot && report.faults == [:])
    #expect(report.roots.map(\.state.name) == [state])
  }
}

@Test
func `a root or a folder in it that may not be read or searched is named as such`() throws {
  let scratch = try Scratch()
  for root in ["closed", "listed", "open"] {
    try scratch.write("\(root)/sub/a", "a")
    try scratch.write("\(root)/b", "b")
  }
  let line = { (path: String, content: String) in
    "\(SHA256.hexadecimal(of: Array(content.utf8)))  \(path)\n"
  }
  try scratch.write("sums", line("sub/a", "a") + line("b", "b"))
  let sets = ["closed", "listed", "open"].map {
    #"{"name":"\#($0)","roots":["\#($0)"],"checksum_manifest":"sums"}"#
  }
  try scratch.write("c.json", #"{"datasets":[\#(sets.joined(separator: ","))]}"#)
  let modes = [("", 0o755), ("closed", 0o311), ("listed", 0o444), ("open/sub", 0o600)]
  for (folder, mode) in modes { #expect(chmod(scratch.file(folder), mode_t(mode)) == 0) }
  defer { for (folder, _) in modes { chmod(scratch.file(folder), 0o755) } }
  let result = try RunningProcess(
    Rights.ofNobody + [Program.clipmill, "integrity", "--config", "c.json", "--verify-manifests"],
    in: scratch.path
  ).wait()
  #expect(result.code == 1)
  #expect(result.output.contains("closed may not be read"))
  #expect(result.output.contains("listed may not be read"))
  #expect(result.output.contains("2  1 unreadable"))
  #expect(result.output.contains("open/sub may not be searched"), "\(result.output)")
}

@Test
func `a dead mount has words that say what to do`() {
  let dead = { (code: Int32) in
    RootState.unusable(.unreachable(errno: code, words: "words"), isMountPoint: true)
  }
  #expect(dead(ENOTCONN).words?.hasSuffix("unmount it and mount it again)") == true)
  #expect(dead(ESTALE).words?.hasSuffix("mount it again)") == true)
  #expect(dead(EIO).name == "unreachable")
}

@Test
func `an empty mounted file system is distinguished from a folder without a mount`() {
  let mounted = RootState.unusable(.empty, isMountPoint: true)
  #expect(mounted.name == "empty_file_system")
  #expect(mounted.words == "is a mount point with an empty file system")
  let folder = RootState.unusable(.empty, isMountPoint: false)
  #expect(folder.words == "is empty; is its file system mounted?")
}

@Test
func `each fault is counted and shown by line, whichever thread finds it`() throws {
  let shelf = try Shelf()
  for number in 0..<300 { try shelf.scratch.write("root/\(number)", "\(number)") }
  var manifest = "# a comment\n"
  for number in 0..<300 {
    manifest += shelf.line("\(number)", number % 3 == 0 ? "other" : "\(number)")
    if number % 10 == 0 { manifest += "nonsense\n\n" }
    if number % 20 == 0 { manifest += shelf.line("../x", "x") + shelf.line("no/\(number)", "x") }
  }
  let alone = try shelf.check(["root"], manifest: manifest, threads: 1)
  #expect(alone.faults == [.changed: 100, .malformed: 30, .refused: 15, .missing: 15])
  #expect(alone.checked == 360 && alone.sound == 200)
  #expect(alone.examples[.changed]?.count == 20 && alone.examples[.malformed]?.count == 20)
  #expect(alone.examples[.malformed]?.prefix(2).map(\.line) == [3, 17])
  for _ in 0..<5 {
    #expect(try shelf.check(["root"], manifest: manifest, threads: 8) == alone)
  }
}

@Test
func `max checks ends a data set after that many entries, without counting comments`() throws {
  let shelf = try Shelf()
  try shelf.scratch.write("root/a", "a")
  let manifest = "# one\n\n" + shelf.line("a", "a") + shelf.line("a", "a") + shelf.line("b", "b")
  for (limit, isCut) in [(2, true), (3, false), (9, false)] {
    let report = try shelf.check(["root"], manifest: manifest) { $0.maxChecks = limit }
    #expect(report.checked == min(limit, 3) && report.isCutShort == isCut)
    #expect(report.hasPassed == (limit == 2))
  }
}

@Test
func `without digests a file need only exist`() throws {
  let shelf = try Shelf()
  try shelf.scratch.write("root/a", "other")
  try shelf.scratch.makeFolder("root/folder")
  let manifest = shelf.line("a", "a") + shelf.line("folder", "x")
  let report = try shelf.check(["root"], manifest: manifest) { request in
    request.verifiesManifests = true
    request.recomputesDigests = false
  }
  #expect(report.sound == 1 && report.bytesHashed == 0)
  #expect(report.examples[.missing]?.map(\.words) == ["is a directory"])
  let unread = try shelf.check(["root"], manifest: manifest) { $0.recomputesDigests = false }
  #expect(!unread.isVerified && unread.hasPassed)
}

@Test
func `a manifest that is missing or empty, or has too long a line, is a separate fault`() throws {
  let shelf = try Shelf()
  try shelf.scratch.write("root/a", "a")
  let empty = try shelf.check(["root"], manifest: "\n# nothing\n")
  #expect(empty.manifestProblem == "names no file" && !empty.hasPassed)
  let long = String(repeating: "x", count: ManifestLine.lengthLimit + 1)
  let report = try shelf.check(["root"], manifest: "\(long)\n" + shelf.line("a", "a"))
  #expect(report.faults == [.malformed: 1] && report.sound == 1)
  try shelf.scratch.write("manifest", "")
  unlink(shelf.scratch.file("manifest"))
  let entry = IntegrityConfig.Entry(
    name: "set", roots: [shelf.scratch.file("root")],
    checksumManifest: shelf.scratch.file("manifest"))
  var request = IntegrityRequest()
  request.verifiesManifests = true
  let gone = try IntegrityCheck.run(IntegrityConfig(datasets: [entry]), request) { _ in }
  #expect(gone.datasets.first?.manifestProblem == "is not there")
}

@Test
func `an error thrown by the watcher ends the check with that error`() throws {
  struct Enough: Error {}
  let entry = IntegrityConfig.Entry(name: "set", roots: ["/"], checksumManifest: nil)
  #expect(throws: Enough.self) {
    try IntegrityCheck.run(IntegrityConfig(datasets: [entry]), IntegrityRequest()) { _ in
      throw Enough()
    }
  }
}
