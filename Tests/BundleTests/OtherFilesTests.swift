import Dataset
import Glibc
import TestSupport
import Testing

@testable import Bundle

/// The files of a split's folder that no row names.
@Suite
struct OtherFilesTests {
  private let folder = ScratchFolder()

  private func found(known: [String] = [], named: [String] = []) -> [String] {
    var digests = DigestSet()
    for path in named { _ = digests.insert(ContentDigest(of: Array(path.utf8))) }
    return OtherFiles.folders(
      of: .train, in: BundleLayout(folder.path), known: known, named: digests
    ).flatMap(\.files)
  }

  @Test
  func `a folder's files come before those of its folders, in the order of their bytes`() {
    for path in ["b/x", "a-b/x", "a/y/z", "a/x", "z", "B", "é", "a.wav"] {
      folder.write("train/\(path)", "")
    }
    #expect(
      found() == [
        "train/B", "train/a.wav", "train/z", "train/é", "train/a/x", "train/a/y/z", "train/a-b/x",
        "train/b/x",
      ])
    #expect(
      found(known: ["train/z"], named: ["train/B", "train/a/y/z", "train/b", "val/é"]) == [
        "train/a.wav", "train/é", "train/a/x", "train/a-b/x", "train/b/x",
      ])
  }

  @Test
  func `a link to a folder, a pipe, and a name that is not UTF-8 are files`() throws {
    folder.write("train/a/x", "")
    #expect(symlink(folder.path, folder.path("train/link")) == 0)
    #expect(mkfifo(folder.path("train/pipe"), 0o600) == 0)
    let odd = Array(folder.path("train/").utf8) + [0xFF, 0]
    let made = odd.map(CChar.init(bitPattern:)).withUnsafeBufferPointer { name in
      name.baseAddress.map { mkdir($0, 0o700) }
    }
    #expect(made == 0)
    #expect(found() == ["train/link", "train/pipe", "train/\u{FFFD}", "train/a/x"])
  }

  @Test
  func `a split without a folder has no files`() { #expect(found() == []) }
}
