import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite
struct FolderTests {
  private let folder = ScratchFolder()

  /// Puts a link to another user's files in the place of a folder, which is moved away.
  private func exchange(_ name: String) throws {
    for file in ["1", "deep/2"] { folder.write("victim/\(file)", "precious") }
    try FileSystem.rename(folder.path(name), folder.path("aside"))
    #expect(symlink(folder.path("victim"), folder.path(name)) == 0)
  }

  private var victims: [String] { folder.files(under: "victim") }

  @Test
  func `operations in an open folder happen there, whatever its path leads to by then`() throws {
    folder.write("tree/1", "ours")
    folder.write("tree/deep/2", "ours")
    let tree = try Folder(folder.path("tree"))
    try exchange("tree")
    try tree.remove("1")
    try tree.removeTree("deep")
    #expect(folder.files(under: "aside") == [])
    #expect(victims == ["1", "deep/2"])
  }

  @Test
  func `no name in a folder is followed if it is a link`() throws {
    folder.makeDirectory("tree/deep")
    try exchange("tree/deep")
    let tree = try Folder(folder.path("tree"))
    #expect {
      _ = try tree.folder("deep").path
    } throws: {
      "\($0)" == "could not open \(tree.path)/deep: it is a link, not a folder"
    }
    #expect(throws: StorageError.self) { _ = try Folder("tree/deep", beneath: folder.path).path }
    #expect(throws: StorageError.self) {
      _ = try Descriptor(openingFile: "tree/deep/1", beneath: folder.path).path
    }
    try tree.removeTree("deep")
    #expect(victims == ["1", "deep/2"])
  }

  @Test(arguments: ["", ".", ".."])
  func `a name that cannot be in a folder is refused`(name: String) throws {
    folder.makeDirectory("tree")
    let tree = try Folder(folder.path("tree"))
    #expect(throws: StorageError("open", "\(tree.path)/\(name)", code: EINVAL)) {
      _ = try tree.folder(name).path
    }
  }

  @Test
  func `a link that has the name is not written through`() throws {
    folder.write("victim", "precious")
    #expect(symlink(folder.path("victim"), folder.path("1")) == 0)
    #expect(throws: StorageError("create", folder.path("1"), code: EEXIST)) {
      _ = try Folder(folder.path).create("1").path
    }
    #expect(folder.text("victim") == "precious")
  }

  @Test
  func `an own folder replaces a link or a file, never the target of a link`()
    throws
  {
    for name in ["tree/state/0", "victim/1"] { folder.write(name, "precious") }
    #expect(symlink("../victim", folder.path("tree/logs")) == 0)
    for name in ["state/0", "logs", "logs", "new/deep"] {
      let made = try Folder(own: name, beneath: folder.path("tree"))
      #expect(try made.listing().count == 0)
    }
    #expect(folder.files(under: "victim") == ["1"])
    #expect(FileSystem.isDirectory(folder.path("tree/logs")))
  }

  @Test
  func `a tree with names that are not UTF-8 is removed`() throws {
    folder.makeDirectory("tree")
    for name in [[0x63, 0xE9], [0xFF]] as [[UInt8]] {
      let path = RawPath(folder.path("tree")).appending(name)
      #expect(path.withCString { mkdir($0, 0o777) } == 0)
    }
    try FileSystem.removeTree(folder.path("tree"))
    #expect(folder.status("tree") == nil)
  }

  @Test
  func `an entry that cannot be removed is named, and the rest is removed`() throws {
    let deep = Array(repeating: "d", count: 120).joined(separator: "/")
    folder.write("tree/a/\(deep)/x", "")
    folder.write("tree/b/y", "")
    #expect {
      try FileSystem.removeTree(folder.path("tree"))
    } throws: {
      "\($0)".hasPrefix("could not remove") && "\($0)".hasSuffix("/d: File name too long")
    }
    #expect(folder.status("tree/a") != nil)
    #expect(folder.status("tree/b") == nil)
  }

  @Test
  func `nothing behind a link is removed while others exchange it with the folder`() throws {
    for file in ["1", "deep/2"] { folder.write("victim/\(file)", "precious") }
    let names = (0..<2000).map { "\($0)" }
    for name in names {
      folder.write("tree/\(name)/1", "ours")
      folder.makeDirectory("tree/\(name)/deep")
    }
    let (victim, tree) = (folder.path("victim"), folder.path("tree"))
    let other = Thread {
      for name in names {
        rename("\(tree)/\(name)", "\(tree)-\(name)")
        symlink(victim, "\(tree)/\(name)")
      }
    }
    other.start()
    try? FileSystem.removeTree(tree)
    while !other.isFinished { sched_yield() }
    #expect(victims == ["1", "deep/2"])
  }

  @Test
  func `only files that others have begun are unfinished, not those with similar names`() throws {
    for name in ["x.json.1234567890.part", "x.json.part", "film.2020.part", "y.1234567890.part/z"] {
      folder.write("tree/\(name)", "")
    }
    folder.write("victim", "precious")
    #expect(symlink("../victim", folder.path("tree/z.1234567890.part")) == 0)
    try OutputFile.removeUnfinished(in: Folder(folder.path("tree")))
    #expect(
      folder.files(under: "tree") == [
        "film.2020.part", "x.json.part", "y.1234567890.part/z", "z.1234567890.part",
      ])
  }

  /// Moves within two folders below `path`, and tries to move onto names that are taken.
  private func expectMoves(below path: String, links: Bool) throws {
    for name in ["from", "to", "from/deep"] { try FileSystem.makeDirectories("\(path)/\(name)") }
    try FileSystem.replace("\(path)/from/deep/file", with: [1])
    for name in ["from/taken", "to/taken"] {
      try FileSystem.replace("\(path)/\(name)", with: Array(name.utf8))
    }
    if links { #expect(symlink("nowhere", "\(path)/from/link") == 0) }
    let from = try Folder("\(path)/from")
    let to = try Folder("\(path)/to")
    for name in ["deep"] + (links ? ["link"] : []) { try from.move(RawPath(name), to: to) }
    #expect(throws: StorageError("move", "\(path)/from/taken to \(path)/to", code: EEXIST)) {
      try from.move(RawPath("taken"), to: to)
    }
    #expect(throws: StorageError.self) { try from.move(RawPath("gone"), to: to) }
    #expect(try FileSystem.names(in: "\(path)/from") == ["taken"])
    #expect(try FileSystem.read("\(path)/to/taken") == Array("to/taken".utf8))
    #expect(try FileSystem.read("\(path)/to/deep/file") == [1])
    #expect(FileSystem.linkTarget("\(path)/to/link") == (links ? "nowhere" : nil))
  }

  @Test
  func `an entry that is moved to another folder replaces nothing, and a link stays a link`() throws
  {
    try expectMoves(below: folder.path, links: true)
  }

  @Test(.enabled(if: FoldingDisk.isPossible, "it takes exFAT by FUSE"))
  func `moving also replaces nothing on a file system that cannot refuse to replace`() throws {
    let disk = try FoldingDisk()
    try expectMoves(below: disk.path, links: false)
  }

  @Test
  func `a folder is made where its name is free, and nowhere else`() throws {
    let own = try Folder(folder.path)
    try own.makeFolder("new")
    #expect(symlink("nowhere", folder.path("link")) == 0)
    for name in ["new", "link"] {
      #expect(throws: StorageError("create the directory", folder.path(name), code: EEXIST)) {
        try own.makeFolder(name)
      }
    }
  }
}
