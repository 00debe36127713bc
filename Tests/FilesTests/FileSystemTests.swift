import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite
struct FileSystemTests {
  private let folder = ScratchFolder()

  @Test(arguments: [
    ("/", "/"), ("/a/b", "/a/b"), ("/a/b/", "/a/b"), ("//a///b//", "/a/b"), ("/a/./b/.", "/a/b"),
    ("/a/../b", "/b"), ("/../../a", "/a"), ("/a/b/../../..", "/"), ("/a/.../b", "/a/.../b"),
    ("/a/..b", "/a/..b"), ("/é/e\u{301}", "/é/e\u{301}"),
  ])
  func `an absolute path is freed of dots and doubled slashes`(path: String, absolute: String) {
    #expect(Array(FileSystem.absolute(path).utf8) == Array(absolute.utf8))
  }

  @Test(arguments: [("", ""), (".", ""), ("a", "/a"), ("./a/../b", "/b"), ("a/", "/a")])
  func `a relative path is put behind the working directory`(path: String, rest: String) {
    let here = FileManager.default.currentDirectoryPath
    #expect(FileSystem.absolute(path) == here + rest)
    #expect(FileSystem.absolute("x/y/../../\(path)") == here + rest)
  }

  @Test
  func `removing a tree removes links and not what they point to`() throws {
    folder.write("kept/a.wav", "kept")
    folder.write("tree/deep/er/b.wav", "gone")
    folder.write("tree/.hidden", "gone")
    for (link, target) in [("file", "../kept/a.wav"), ("folder", "../kept"), ("dead", "nowhere")] {
      #expect(symlink(target, folder.path("tree/\(link)")) == 0)
    }
    try FileSystem.removeTree(folder.path("tree"))
    #expect(folder.status("tree") == nil)
    #expect(folder.files() == ["kept/a.wav"])
    try FileSystem.removeTree(folder.path("tree"))
  }

  @Test
  func `removing a tree that is a link removes the link`() throws {
    folder.write("kept/a.wav", "kept")
    #expect(symlink("kept", folder.path("tree")) == 0)
    try FileSystem.removeTree(folder.path("tree"))
    #expect(folder.files() == ["kept/a.wav"])
    #expect(folder.status("tree") == nil)
  }

  @Test
  func `names are sorted by their bytes, without the directory itself and its parent`() throws {
    for name in ["b", "a", ".x", "B", "é", "e\u{301}"] { folder.write(name, "") }
    #expect(
      try FileSystem.names(in: folder.path).map { Array($0.utf8) }
        == [".x", "B", "a", "b", "e\u{301}", "é"].map { Array($0.utf8) })
  }

  @Test
  func `a file larger than expected is refused before it is read`() throws {
    let path = folder.write("x", "12345")
    #expect(try FileSystem.read(path, limit: 5) == Array("12345".utf8))
    do throws(StorageError) {
      _ = try FileSystem.read(path, limit: 4)
      Issue.record("five bytes were read where four were expected")
    } catch {
      #expect(error.kind == .damaged)
      #expect(error.description == "could not use \(path): 5 bytes, more than the 4 expected")
    }
  }

  @Test
  func `a range that ends behind the file is refused`() throws {
    let path = folder.write("x", "12345")
    #expect(try FileSystem.read(path, from: 1, byteCount: 3) == Array("234".utf8))
    #expect(try FileSystem.read(path, from: 5, byteCount: 0) == [])
    do throws(StorageError) {
      _ = try FileSystem.read(path, from: 3, byteCount: 3)
      Issue.record("a byte was read that is not there")
    } catch {
      #expect(error.description == "could not use \(path): it ends before byte 6")
    }
  }

  @Test
  func `a file of the kernel's is read to its end`() throws {
    let text = try FileSystem.read("/proc/self/status", limit: 1 << 16, sized: false)
    #expect(String(decoding: text.prefix(5), as: UTF8.self) == "Name:")
  }

  @Test
  func `directories are made with those above them, and may be there already`() throws {
    try FileSystem.makeDirectories(folder.path("a/b/c"))
    try FileSystem.makeDirectories(folder.path("a/b/c"))
    #expect(folder.status("a/b/c") != nil)
    folder.write("file", "")
    do throws(StorageError) {
      try FileSystem.makeDirectories(folder.path("file/x"))
      Issue.record("a file holds a directory")
    } catch {
      #expect(
        error.description
          == "could not create the directory \(folder.path("file/x")): Not a directory")
    }
  }

  @Test
  func `removing a file that is not there is fine, a directory is not`() throws {
    try FileSystem.remove(folder.path("nothing"))
    folder.makeDirectory("d")
    #expect(throws: StorageError.self) { try FileSystem.remove(folder.path("d")) }
  }

  @Test(arguments: [
    ("a", true), ("train/audio/x.wav", true), ("a/..b", true), ("...", true), ("", false),
    ("/a", false), ("..", false), ("a/..", false), ("a/../b", false), ("./a", false),
    ("a//b", false), ("a/", false), ("a\u{0}b", false),
  ])
  func `a path that stays beneath its start is distinguished from one that leaves it`(
    path: String, stays: Bool
  ) {
    #expect(FileSystem.staysBeneath(path) == stays)
  }
}
