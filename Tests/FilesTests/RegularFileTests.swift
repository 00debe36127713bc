import Dataset
import Files
import Foundation
import Glibc
import TestSupport
import Testing

/// An entry in the place of a file is named at once: it is neither read for ever nor waited for.
@Suite
struct RegularFileTests {
  private let folder = ScratchFolder()

  /// Things that bear a file's name, and how they are called.
  private static let things = [
    "pipe": "a FIFO", "socket": "a socket", "folder": "a folder", "zeros": "a device",
    "link": "a link", "dead": "a link",
  ]

  init() throws {
    folder.write("victim", "precious")
    folder.makeDirectory("folder")
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(mknod(folder.path("socket"), S_IFSOCK | 0o600, 0) == 0)
    for (link, target) in [("zeros", "/dev/zero"), ("link", "victim"), ("dead", "nowhere")] {
      #expect(symlink(target, folder.path(link)) == 0)
    }
  }

  private func expectIrregular(_ name: String, _ words: String, _ body: () throws -> Void) {
    #expect {
      try body()
    } throws: { error in
      let error = error as? StorageError
      return error?.kind == .irregular
        && error?.description
          == "could not open \(folder.path(name)): it is \(words), not a regular file"
    }
  }

  @Test(arguments: ["pipe", "socket", "folder", "zeros"])
  func `no reader takes another kind of entry for a file`(name: String) throws {
    let (path, words) = (folder.path(name), try #require(Self.things[name]))
    expectIrregular(name, words) { _ = try FileSystem.read(path) }
    expectIrregular(name, words) { _ = try FileSystem.read(path, from: 0, byteCount: 1) }
    expectIrregular(name, words) { _ = try FileSystem.sha256(of: path) }
    expectIrregular(name, words) {
      var lines = try LineReader(path)
      _ = try lines.next()
    }
  }

  @Test(arguments: things.keys.sorted())
  func `in run state a link is not a file either, whatever its target`(name: String) throws {
    let words = name == "zeros" ? "a link" : try #require(Self.things[name])
    expectIrregular(name, words) { _ = try FileSystem.read(folder.path(name), isOurs: true) }
    expectIrregular(name, words) { _ = try Folder(folder.path).file(name).path }
  }

  @Test
  func `a user's file may be a link`() throws {
    #expect(try FileSystem.read(folder.path("link")) == Array("precious".utf8))
    #expect(try FileSystem.sha256(of: folder.path("link")).count == 64)
  }

  @Test(arguments: ["pipe", "socket", "zeros", "link", "dead", "new", "old.log"])
  func `a log becomes a file, and another kind of entry of its name is removed`(name: String)
    throws
  {
    folder.write("old.log", "before\n")
    for _ in 1...2 {
      let log = try Descriptor(loggingTo: folder.path(name))
      try log.write(Array("line\n".utf8))
    }
    #expect(folder.text(name) == (name == "old.log" ? "before\n" : "") + "line\nline\n")
    #expect(folder.text("victim") == "precious")
    #expect(folder.status("nowhere") == nil)
  }

  @Test
  func `a folder is not removed for a log`() throws {
    folder.write("folder/mine.txt", "precious")
    #expect(throws: StorageError.self) { _ = try Descriptor(loggingTo: folder.path("folder")).path }
    #expect(folder.text("folder/mine.txt") == "precious")
  }
}
