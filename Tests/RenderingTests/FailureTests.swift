import Bundle
import Dataset
import Files
import Foundation
import Glibc
import Planning
import Rendering
import TestSupport
import Testing

@Suite
struct FailureTests {
  private let bench = Workbench()

  private var clipsWritten: [String] {
    bench.folder.files(under: "bundle").filter {
      $0.hasSuffix(".wav") || $0.contains("reports/") || $0.contains("unfinished/")
    }
  }

  @Test
  func `a missing file gives the shard back, with the events that need it`() throws {
    for name in ["a.wav", "b.wav"] { bench.record(name) }
    let plan = try bench.plan(
      line("0", onset: 1) + line("1", audio: "b.wav") + line("2") + line("3", onset: 0.5))
    try FileManager.default.removeItem(atPath: bench.folder.path("a.wav"))
    let failure = try bench.failure(plan)
    #expect(
      failure
        == .unreachable(
          root: bench.folder.path, rootReadable: true, positions: [2, 3, 0],
          words: "No such file or directory"))
    #expect(clipsWritten == [])
  }

  @Test(arguments: ["folder", "pipe", "device"])
  func `a path that is no longer a file gives the shard back`(kind: String) throws {
    bench.record("a.wav")
    let plan = try bench.plan(line("0"))
    let path = bench.folder.path("a.wav")
    try FileManager.default.removeItem(atPath: path)
    let made =
      switch kind {
      case "folder": mkdir(path, 0o755)
      case "pipe": mkfifo(path, 0o644)
      default: symlink("/dev/zero", path)
      }
    #expect(made == 0)
    #expect(
      try bench.failure(plan)
        == .unreachable(
          root: bench.folder.path, rootReadable: true, positions: [0],
          words: "no regular file is there"))
  }

  @Test
  func `a file that changes while it is read gives the shard back, and is later rendered again`()
    throws
  {
    for name in ["a.wav", "b.wav"] { bench.record(name) }
    let plan = try bench.plan(line("0") + line("1", audio: "b.wav") + line("2", onset: 1))
    bench.whenBegun = { [bench] position in
      if position == 2 { bench.record("a.wav", frames: 20_000, seed: 2) }
    }
    #expect(
      try bench.failure(plan)
        == .unreachable(
          root: bench.folder.path, rootReadable: true, positions: [0, 2],
          words: "it changed while it was read"))
    bench.whenBegun = { _ in }
    let rendered = try bench.render(plan)
    let sources = rendered.clips.map(\.source)
    #expect(sources[0] == sources[2] && sources[0] != sources[1])
    #expect(sources[0] == (try ContentSample.digest(of: bench.folder.path("a.wav"))))
  }

  @Test(arguments: [true, false])
  func `a root that is missing or empty is not a readable one`(leavesFolder: Bool) throws {
    bench.record("disk/a.wav")
    bench.options.sources.audioRoot = bench.folder.path("disk")
    let plan = try bench.plan(line("e"))
    try FileManager.default.removeItem(atPath: bench.folder.path("disk"))
    if leavesFolder { bench.folder.makeDirectory("disk") }
    guard case .unreachable(let root, let readable, let positions, _)? = try bench.failure(plan)
    else { return #expect(Bool(false), "the shard was rendered without its source") }
    #expect(root == bench.folder.path("disk"))
    #expect(!readable)
    #expect(positions == [0])
  }

  @Test(arguments: [
    (line("e") + line("f"), line("e") + line("g")), (line("e") + line("f"), line("f") + line("e")),
    (line("e") + line("f"), line("e")), (line("e") + line("f"), ""),
    (line("e"), line("e", audio: "b.wav")), (line("e") + "[]\n", line("e") + "{}\n"),
  ])
  func `a range that is not the planned one is not rendered`(before: String, after: String) throws {
    for name in ["a.wav", "b.wav"] { bench.record(name) }
    let plan = try bench.plan(before)
    bench.folder.write("m.jsonl", after)
    guard case .broken(let words)? = try bench.failure(plan) else {
      return #expect(Bool(false), "another manifest was taken for the planned one")
    }
    #expect(words.contains(bench.manifest))
    #expect(clipsWritten == [])
  }

  @Test
  func `a changed range is reported, and the manifest behind it may change`() throws {
    bench.record("a.wav")
    bench.options.events.limit = 1
    let plan = try bench.plan(line("e") + line("f"))
    bench.folder.write("m.jsonl", line("e") + "another line")
    #expect(try bench.render(plan).outcomes == ["1 clips"])
    bench.folder.write("m.jsonl", line("g") + line("f"))
    #expect(
      try bench.failure(plan)
        == .broken(words: "\(bench.manifest) has changed since it was planned"))
  }

  @Test
  func `a row of the plan that is not the planned one is not rendered`() throws {
    bench.record("a.wav")
    let plan = try bench.plan(line("e"))
    var bytes = try FileSystem.read(plan.file.path)
    bytes[plan.index[ShardIndex(0)].length / 2] ^= 1
    bench.folder.write("bundle/.clipmill/plan-1.jsonl", bytes)
    #expect(
      try bench.failure(plan)
        == .broken(
          words: "could not use \(plan.file.path): its row at byte 0 is not the one planned"))
    try FileManager.default.removeItem(atPath: plan.file.path)
    guard case .broken? = try bench.failure(plan) else {
      return #expect(Bool(false), "a plan that is gone was rendered")
    }
  }

  @Test
  func `output that cannot be written is not the fault of an event`() throws {
    bench.record("a.wav")
    let plan = try bench.plan(line("e"))
    bench.folder.write("bundle/train", "a file in the way")
    guard case .outputFailed(let words)? = try bench.failure(plan) else {
      return #expect(Bool(false), "a clip was written into a file")
    }
    #expect(words.contains("\(bench.layout.root)/train"))
    #expect(words.contains("Not a directory"))
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
  func `a full output is distinguished, and no part of a clip is left`() throws {
    bench.record("a.wav", frames: 80_000)
    bench.folder.makeDirectory("bundle")
    let disk = try SmallDisk(at: bench.layout.root, kilobytes: 128)
    let plan = try bench.plan(
      (0..<8).map { line("e\($0)", onset: Double($0), milliseconds: 2000) }.joined())
    guard case .outputFull(let words)? = try bench.failure(plan) else {
      return #expect(Bool(false), "128 KiB took eight clips of 32 KB")
    }
    #expect(words.contains("No space left on device"))
    #expect(!bench.clips.isEmpty)
    #expect(bench.clips.allSatisfy { FileSystem.size("\(bench.layout.root)/\($0)") == 32_044 })
    #expect(clipsWritten == bench.clips)
    try disk.resize(kilobytes: 1024)
    #expect(try bench.render(plan).clips.count == 8)
  }
}

/// A file system of a given size over a folder; unmounted when the test lets go of it.
private final class SmallDisk {
  private let path: String

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      throw SupportError("could not mount: \(String(cString: strerror(errno)))")
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  func resize(kilobytes: Int) throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(kilobytes)k") == 0 else {
      throw SupportError("could not remount: \(String(cString: strerror(errno)))")
    }
  }

  /// True if this process may mount at all.
  static let isPossible: Bool = {
    let folder = ScratchFolder()
    return (try? SmallDisk(at: folder.path, kilobytes: 64)) != nil
  }()
}
