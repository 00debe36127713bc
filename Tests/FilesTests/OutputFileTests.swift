import Dataset
import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite
struct OutputFileTests {
  private let folder = ScratchFolder()

  @Test
  func `a file has its name only when it is complete`() throws {
    folder.write("a/b/labels.json", "old")
    var file = try OutputFile(replacing: folder.path("a/b/labels.json"))
    try file.write(Array("new".utf8))
    #expect(folder.text("a/b/labels.json") == "old")
    let summary = try file.finish()
    #expect(folder.text("a/b/labels.json") == "new")
    #expect(folder.files() == ["a/b/labels.json"])
    #expect(summary.size == 3)
    #expect(summary.sha256 == SHA256.hexadecimal(of: Array("new".utf8)))
  }

  @Test(arguments: [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1_000_000])
  func `a file of any size is written whole, and its digest covers all of it`(size: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(size))
    let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    var file = try OutputFile(replacing: folder.path("x"))
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...100_000, using: &numbers))
      try file.write(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    let summary = try file.finish()
    #expect(folder.read("x") == bytes)
    #expect(summary.size == size)
    #expect(summary.sha256 == SHA256.hexadecimal(of: bytes))
  }

  @Test
  func `an abandoned file leaves the old one and nothing else`() throws {
    folder.write("x", "old")
    var file = try OutputFile(replacing: folder.path("x"))
    try file.write(Array(repeating: 1, count: 1 << 20))
    file.abandon()
    #expect(folder.text("x") == "old")
    #expect(folder.files() == ["x"])
  }

  @Test
  func `a file that is dropped before it is finished leaves nothing`() throws {
    do {
      var file = try OutputFile(replacing: folder.path("x"))
      try file.write(Array(repeating: 1, count: 1 << 20))
    }
    #expect(folder.files() == [])
  }

  @Test
  func `an unfinished file is not named by a pid, which another host may have too`() throws {
    let file = try OutputFile(replacing: folder.path("x"))
    #expect(folder.files().count == 1)
    #expect(folder.files() != ["x.\(getpid()).part"])
    file.abandon()
  }

  @Test
  func `a name that is a directory is an error that leaves nothing behind`() throws {
    folder.makeDirectory("x/y")
    let file = try OutputFile(replacing: folder.path("x"))
    do throws(StorageError) {
      _ = try file.finish()
      Issue.record("a directory was replaced")
    } catch {
      #expect(error.description.hasPrefix("could not rename "))
      #expect(error.path.hasSuffix(" to \(folder.path("x"))"))
      #expect(error.reason == "Is a directory")
    }
    #expect(folder.files() == [])
  }

  @Test
  func `a full disk is distinguished from other failures`() throws {
    do throws(StorageError) {
      let full = try Descriptor(opening: "/dev/full", O_WRONLY)
      try full.write([1])
      Issue.record("/dev/full had room")
    } catch {
      #expect(error.kind == .full)
      #expect(error.description == "could not write /dev/full: No space left on device")
    }
  }

  @Test(arguments: [
    (ENOENT, StorageError.Kind.notThere), (ENOTDIR, .notThere), (EACCES, .notPermitted),
    (EPERM, .notPermitted), (ENOSPC, .full), (EDQUOT, .full), (EROFS, .readOnly),
    (EEXIST, .exists), (ENOTEMPTY, .exists), (EIO, .unreachable), (ESTALE, .unreachable),
    (ETIMEDOUT, .unreachable), (EFBIG, .tooLarge), (ENAMETOOLONG, .name), (EILSEQ, .name),
    (EINVAL, .other),
  ])
  func `an error is sorted by what may help`(code: Int32, kind: StorageError.Kind) {
    let error = StorageError("open", "/a/b", code: code)
    #expect(error.kind == kind)
    #expect(error.description == "could not open /a/b: \(String(cString: strerror(code)))")
  }

  @Test
  func `an invalid argument is a fault of the name if a name is given`() {
    #expect(StorageError(naming: "/a/b", "link", code: EINVAL).kind == .name)
    #expect(StorageError(naming: "/a/b", "link", code: ENOSPC).kind == .full)
  }

  @Test(arguments: [1, 100, 143, 238, 255])
  func `a file takes any name of its file system, although the unfinished name is longer`(
    bytes: Int
  ) throws {
    let name = String(repeating: "n", count: bytes)
    try FileSystem.replace(folder.path(name), with: [7])
    #expect(folder.read(name) == [7])
    #expect(folder.files() == [name])
  }
}
