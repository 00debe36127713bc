import Foundation
import Glibc
import TestSupport
import Testing

/// Modes, owners and links of what an export writes.
@Suite
struct PermissionTests {
  private let corpus: SmallCorpus
  private let bundle: String

  init() throws {
    corpus = try SmallCorpus(events: 24, seed: 4)
    try corpus.scratch.makeFolder("out")
    bundle = corpus.scratch.file("out/bundle")
  }

  private func export(umask: String, _ flags: [String] = []) throws -> ReadBundle {
    let words = Program.exportArguments(corpus.manifest, bundle, flags)
    let shell = ["/bin/sh", "-c", "umask \(umask); exec \"$0\" \"$@\"", Program.clipmill]
    return try expectBundle(try RunningProcess(shell + words).wait(), bundle, events: 24)
  }

  /// The modes of the dataset's files and folders, by kind.
  private func modes() throws -> (files: Set<mode_t>, folders: Set<mode_t>, groups: Set<gid_t>) {
    var (files, folders, groups) = (Set<mode_t>(), Set<mode_t>(), Set<gid_t>())
    for path in FolderTree.paths(bundle) + [""] where !path.hasPrefix(".clipmill") {
      let status = try FolderTree.status("\(bundle)/\(path)")
      groups.insert(status.st_gid)
      if status.st_mode & S_IFMT == S_IFDIR {
        folders.insert(status.st_mode & 0o7777)
      } else {
        files.insert(status.st_mode & 0o7777)
      }
    }
    return (files, folders, groups)
  }

  @Test(arguments: [("022", 0o644, 0o755), ("027", 0o640, 0o750), ("002", 0o664, 0o775)])
  func `files and folders have all rights less the umask`(
    umask: String, file: Int, folder: Int
  ) throws {
    _ = try export(umask: umask)
    let found = try modes()
    #expect(found.files == [mode_t(file)])
    #expect(found.folders == [mode_t(folder)])
  }

  @Test(.enabled(if: geteuid() == 0, "giving a folder to another group needs root"))
  func `a set-group-id folder gives its group to everything in it`() throws {
    let parent = corpus.scratch.file("out")
    #expect(chown(parent, 0, 4321) == 0)
    #expect(chmod(parent, 0o2775) == 0)
    _ = try export(umask: "007")
    let found = try modes()
    #expect(found.groups == [4321])
    #expect(found.files == [0o660])
    #expect(found.folders == [0o2770])
  }

  @Test(arguments: [true, false])
  func `the clips of one event are one file unless links are forbidden`(links: Bool) throws {
    let read = try export(umask: "022", links ? [] : ["--no-link-identical"])
    var files: [String: Set<UInt64>] = [:]
    for (clip, row) in zip(read.clips, read.train + read.val) {
      let status = try FolderTree.status("\(bundle)/\(clip)")
      files[row["event_id"].string ?? "", default: []].insert(UInt64(status.st_ino))
    }
    let clips = read.clips.count
    #expect(clips > 24)
    #expect(files.count == 24)
    #expect(files.values.reduce(0) { $0 + $1.count } == (links ? 24 : clips))
  }
}
