import Files
import Foundation
import TestSupport
import Testing

/// The abilities of a file system, found out on one that distinguishes upper from lower case.
@Suite
struct NameRulesTests {
  private let folder = ScratchFolder()

  @Test
  func `names of a clip's length work here, and trying leaves nothing behind`() {
    #expect(NameRules(tryingBelow: folder.path, upTo: 200) == NameRules())
    #expect((try? FileSystem.names(in: folder.path)) == [])
  }

  @Test(arguments: [256, 257, 1000])
  func `the longest name is found, whatever length was requested`(bytes: Int) {
    #expect(NameRules(tryingBelow: folder.path, upTo: bytes).longest == 255)
    #expect((try? FileSystem.names(in: folder.path)) == [])
  }

  @Test
  func `a folder in which nothing can be made has no known rules`() {
    #expect(NameRules(tryingBelow: folder.path("gone"), upTo: 200) == NameRules())
  }

  @Test(arguments: ["", "/new", "/new/deep/er"])
  func `asking writes nothing and looks at the nearest existing folder`(rest: String) throws {
    for name in ["Take", "1", "é"] { folder.write(name, "") }
    let before = try FileSystem.names(in: folder.path)
    let rules = NameRules(askingAt: folder.path + rest)
    #expect(!rules.foldsCase)
    #expect(rules.longest == 255)
    #expect(try FileSystem.names(in: folder.path) == before)
  }

  @Test(.enabled(if: FoldingDisk.isPossible, "it takes exFAT by FUSE"))
  func `a file system that ignores case is found out, by trying and by asking`() throws {
    let disk = try FoldingDisk()
    #expect(NameRules(tryingBelow: disk.path, upTo: 200).foldsCase)
    // Nothing is there yet that could be asked for in another case.
    #expect(!NameRules(askingAt: disk.path).foldsCase)
    try FileSystem.replace("\(disk.path)/Take", with: [])
    #expect(NameRules(askingAt: "\(disk.path)/new").foldsCase)
    #expect(try FileSystem.nameInAnotherCase("\(disk.path)/take") == "Take")
    #expect(try FileSystem.nameInAnotherCase("\(disk.path)/Take") == nil)
    #expect(try FileSystem.names(in: disk.path) == ["Take"])
  }

  @Test
  func `two files whose names differ in case only do not show that case is ignored`() throws {
    folder.write("take", "")
    #expect(link(folder.path("take"), folder.path("TAKE")) == 0)
    #expect(!NameRules(askingAt: folder.path).foldsCase)
    #expect(try FileSystem.nameInAnotherCase(folder.path("take")) == nil)
    #expect(try FileSystem.nameInAnotherCase(folder.path("absent")) == nil)
  }
}
