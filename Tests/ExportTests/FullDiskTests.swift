import Foundation
import Glibc
import TestSupport
import Testing

/// A file system of a given size; unmounted when the test lets go of it.
private final class SmallDisk {
  let scratch: Scratch
  let path: String

  init(kilobytes: Int) throws {
    scratch = try Scratch()
    path = try scratch.makeFolder("disk")
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      throw SupportError("could not mount: \(String(cString: strerror(errno)))")
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  func remount(_ options: String, flags: UInt = 0) throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | flags, options) == 0 else {
      throw SupportError("could not remount: \(String(cString: strerror(errno)))")
    }
  }

  /// True if this process may mount at all.
  static let isPossible = (try? SmallDisk(kilobytes: 64)) != nil
}

@Suite(.enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
struct FullDiskTests {
  @Test(arguments: [600, 1000, 1400])
  func `a full disk ends the export after its patience, with nothing half published`(
    kilobytes: Int
  ) throws {
    let corpus = try SmallCorpus(events: 120, seed: 6)
    let disk = try SmallDisk(kilobytes: kilobytes)
    let bundle = disk.path + "/bundle"
    let result = try Program.export(
      corpus.manifest, bundle,
      ["--patience", "2s", "--shard-events", "8", "--checksums", "--ignore-space"])
    expectRefusal(result, code: 74, bundle, "room", "resume")
    let clips = FolderTree.paths(bundle).filter { $0.hasSuffix(".wav") && !$0.hasPrefix(".") }
    let faults = try clips.compactMap { clip -> String? in
      let bytes = try Data(contentsOf: URL(filePath: "\(bundle)/\(clip)"))
      let seconds = Double((bytes.count - 44) / 2) / 44100
      return wavFault(bytes, rate: 44100, seconds: seconds)
    }
    #expect(faults == [])
    for name in ["metadata.json", "components.json", "train/train_labels.json"] {
      #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(name)"), "\(name)")
    }
    try disk.remount("size=64m")
    let again = try Program.export(corpus.manifest, bundle, ["--overwrite"])
    _ = try expectBundle(again, bundle, events: 120)
  }

  @Test
  func `a resume that lacks room ends before it renders, and continues when there is room`() throws
  {
    let corpus = try SmallCorpus(events: 120, seed: 6)
    let disk = try SmallDisk(kilobytes: 1000)
    let bundle = disk.path + "/bundle"
    let flags = ["--patience", "2s", "--shard-events", "8", "--ignore-space"]
    #expect(try Program.export(corpus.manifest, bundle, flags).code == 74)
    // Room to claim the bundle, and none for its clips.
    try disk.remount("size=1040k")
    let refused = try Program.export(corpus.manifest, bundle, ["--resume"])
    #expect(refused.code == 74)
    #expect(
      refused.errors.contains("clipmill: too little room for \(bundle): "), "\(refused.errors)")
    #expect(!refused.errors.contains("joined with"))
    try disk.remount("size=64m")
    let again = try Program.export(corpus.manifest, bundle, ["--resume"])
    _ = try expectBundle(again, bundle, events: 120)
  }

  @Test
  func `a bundle that fitted is not said to lack room once it is written`() throws {
    let corpus = try SmallCorpus(events: 120, seed: 6)
    let disk = try SmallDisk(kilobytes: 6144)
    let result = try Program.export(corpus.manifest, disk.path + "/bundle")
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("Dataset at "))
    #expect(!result.output.contains("too little room"))
  }

  @Test
  func `a bundle that is a mount point is not overwritten, and the message says why`() throws {
    let corpus = try SmallCorpus(events: 6, seed: 6)
    let disk = try SmallDisk(kilobytes: 16_384)
    let made = try Program.export(corpus.manifest, disk.path)
    #expect(made.code == 0, "\(made.errors)")
    let before = try FolderTree.dataset(disk.path)
    let again = try Program.export(corpus.manifest, disk.path, ["--overwrite"])
    #expect(again.code == 73)
    #expect(
      again.errors
        == "clipmill: \(disk.path) is a mount point, which cannot be renamed away, so that --overwrite"
        + " cannot replace it (export to a folder below it, such as \(disk.path)/dataset)\n")
    #expect(try FolderTree.dataset(disk.path) == before)
  }

  @Test
  func `a read-only file system is reported`() throws {
    let corpus = try SmallCorpus(events: 6, seed: 6)
    let disk = try SmallDisk(kilobytes: 64)
    try disk.remount("", flags: UInt(MS_RDONLY))
    let result = try Program.export(corpus.manifest, disk.path + "/bundle")
    expectRefusal(result, code: 73, disk.path, "ead-only file system")
  }
}
