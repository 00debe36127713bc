import Bundle
import Files
import Foundation
import Glibc
import Rendering
import TestSupport
import Testing

@Suite
struct ClipPublisherTests {
  private let folder = ScratchFolder()
  private let bytes = Array("RIFF and so on".utf8)

  private var bundle: BundleLayout { BundleLayout(folder.path("bundle")) }

  private func publish(
    _ bytes: [UInt8], as names: [String], attempt: String = "a1", linkIdentical: Bool = true
  ) throws {
    var publisher = try ClipPublisher(
      into: bundle, attempt: attempt, linkIdentical: linkIdentical)
    try publisher.publish(bytes, as: names)
  }

  private func status(_ name: String) throws -> (inode: UInt64, links: Int, mode: UInt32) {
    try #require(folder.status("bundle/\(name)"), "\(name) is not there")
  }

  @Test
  func `the clips of one event are one file under many names`() throws {
    let names = ["train/audio/0/a.wav", "train/audio/0/b.wav", "train/audio/1/c.wav"]
    try publish(bytes, as: names)
    #expect(folder.files(under: "bundle") == names)
    #expect(names.allSatisfy { folder.read("bundle/\($0)") == bytes })
    #expect(Set(try names.map { try status($0).inode }).count == 1)
    #expect(try status(names[0]).links == 3)
  }

  @Test
  func `without links each clip is a file of its own`() throws {
    let names = ["train/audio/a.wav", "train/audio/b.wav"]
    try publish(bytes, as: names, linkIdentical: false)
    #expect(names.allSatisfy { folder.read("bundle/\($0)") == bytes })
    #expect(try names.map { try status($0).links } == [1, 1])
  }

  @Test(arguments: [true, false])
  func `an existing clip with the same bytes stays the same file`(linkIdentical: Bool) throws {
    let names = ["train/audio/a.wav", "train/audio/b.wav"]
    try publish(bytes, as: names, linkIdentical: linkIdentical)
    let before = try names.map { try status($0).inode }
    try publish(bytes, as: names, attempt: "a2", linkIdentical: linkIdentical)
    #expect(try names.map { try status($0).inode } == before)
    #expect(folder.files(under: "bundle") == names)
  }

  @Test(arguments: [true, false], [0, 1, 13, 15, 5000])
  func `other bytes of any length are replaced, and a reader of the old file keeps it`(
    linkIdentical: Bool, length: Int
  ) throws {
    let names = ["train/audio/a.wav", "train/audio/b.wav"]
    let old = [UInt8](repeating: 7, count: length)
    for name in names { folder.write("bundle/\(name)", old) }
    let reader = try #require(FileHandle(forReadingAtPath: folder.path("bundle/\(names[1])")))
    try publish(bytes, as: names, linkIdentical: linkIdentical)
    #expect(names.allSatisfy { folder.read("bundle/\($0)") == bytes })
    #expect(try [UInt8](reader.readToEnd() ?? Data()) == old)
    #expect(folder.files(under: "bundle") == names)
  }

  @Test
  func `a damaged clip is replaced, and its other names are left alone`() throws {
    let names = ["train/audio/a.wav", "train/audio/b.wav"]
    try publish(bytes, as: names)
    let torn = try #require(FileHandle(forWritingAtPath: folder.path("bundle/\(names[0])")))
    try torn.truncate(atOffset: 3)
    #expect(folder.read("bundle/\(names[1])") == Array(bytes.prefix(3)))
    try publish(bytes, as: names, attempt: "a2")
    #expect(names.allSatisfy { folder.read("bundle/\($0)") == bytes })
  }

  @Test
  func `a late second publisher changes nothing`() throws {
    var late = try ClipPublisher(into: bundle, attempt: "late", linkIdentical: true)
    var early = try ClipPublisher(into: bundle, attempt: "early", linkIdentical: true)
    let names = ["val/audio/a.wav", "val/audio/b.wav"]
    try late.publish(bytes, as: [names[0]])
    let before = try status(names[0]).inode
    try early.publish(bytes, as: names)
    try late.publish(bytes, as: names)
    #expect(try names.map { try status($0).inode } == [before, before])
    #expect(folder.files(under: "bundle") == names)
  }

  @Test
  func `an unfinished clip lies outside the dataset, under the attempt's name`() throws {
    var publisher = try ClipPublisher(into: bundle, attempt: "7-1", linkIdentical: true)
    #expect(folder.status("bundle/.clipmill/unfinished/7-1") != nil)
    folder.write("bundle/.clipmill/unfinished/7-1/1", "another attempt of the same name")
    #expect(throws: StorageError.self) {
      try publisher.publish(bytes, as: ["train/audio/a.wav"])
    }
    #expect(folder.read("bundle/train/audio/a.wav") == nil)
  }

  @Test
  func `a publisher removes its directory`() throws {
    try publish(bytes, as: ["train/audio/a.wav"])
    #expect(folder.status("bundle/.clipmill/unfinished") != nil)
    #expect(folder.status("bundle/.clipmill/unfinished/a1") == nil)
  }

  @Test
  func `a name that is a directory is an error that leaves nothing behind`() throws {
    folder.makeDirectory("bundle/train/audio/a.wav/x")
    do throws(StorageError) {
      var publisher = try ClipPublisher(into: bundle, attempt: "a", linkIdentical: true)
      try publisher.publish(bytes, as: ["train/audio/a.wav"])
      Issue.record("a directory was replaced")
    } catch {
      #expect(error.path.hasPrefix(bundle.unfinished))
      #expect(error.description.contains("\(bundle.root)/train/audio/a.wav"))
    }
    #expect(folder.files() == [])
  }

  @Test(
    .enabled(if: FoldingDisk.isPossible, "it takes exFAT by FUSE"), arguments: [true, false])
  func `another clip that the file system takes for this one stays, and is named`(
    linkIdentical: Bool
  ) throws {
    let disk = try FoldingDisk()
    let bundle = BundleLayout("\(disk.path)/bundle")
    var publisher = try ClipPublisher(into: bundle, attempt: "a", linkIdentical: linkIdentical)
    try publisher.publish(bytes, as: ["train/audio/Take__kick.wav"])
    // The same sound under the same name from another writer, and a different one of this very clip.
    try publisher.publish(bytes, as: ["train/audio/take__kick.wav"])
    let other = bytes + [1]
    for names in [["take__kick.wav"], ["b.wav", "take__kick.wav"]] {
      #expect {
        try publisher.publish(other, as: names.map { "train/audio/\($0)" })
      } throws: { error in
        let error = error as? StorageError
        return error?.kind == .name
          && error?.reason
            == "the file system takes it for Take__kick.wav, which is another clip's"
      }
    }
    let path = "\(bundle.root)/train/audio/Take__kick.wav"
    #expect(try FileSystem.read(path) == bytes)
    try publisher.publish(other, as: ["train/audio/Take__kick.wav"])
    #expect(try FileSystem.read(path) == other)
  }

  @Test(arguments: [true, false])
  func `a name that is too long is distinguished from other failures`(isFirst: Bool) throws {
    let long = "train/audio/\(String(repeating: "x", count: 256))"
    #expect {
      try publish(bytes, as: isFirst ? [long] : ["train/audio/a.wav", long])
    } throws: { error in
      let error = error as? StorageError
      return error?.kind == .name
        && error?.description.hasSuffix("\(long): File name too long") == true
    }
    #expect(folder.files() == (isFirst ? [] : ["bundle/train/audio/a.wav"]))
  }

  @Test(arguments: ["unfinished/a1", "unfinished"])
  func `a link in the place of the folder for unfinished clips is not followed`(link: String) throws
  {
    // The first file that an attempt makes is called 1.
    folder.write("victim/1", "precious")
    folder.write("victim/a1/1", "precious")
    folder.makeDirectory("bundle/.clipmill/unfinished")
    if link == "unfinished" { rmdir(folder.path("bundle/.clipmill/unfinished")) }
    #expect(symlink(folder.path("victim"), folder.path("bundle/.clipmill/\(link)")) == 0)
    try publish(bytes, as: ["train/audio/a.wav"])
    #expect(folder.read("bundle/train/audio/a.wav") == bytes)
    #expect(folder.text("victim/1") == "precious")
    #expect(folder.text("victim/a1/1") == "precious")
  }

  @Test
  func `more names than a file may have links become separate files`() throws {
    // ext4 allows 65,000 links, Btrfs 65,535.
    let names = (0..<65_700).map { "train/audio/\($0).wav" }
    try publish(bytes, as: names)
    var published = 0
    for name in names where folder.read("bundle/\(name)") == bytes { published += 1 }
    #expect(published == names.count)
  }

  @Test(arguments: ["/etc/x", "../x", "train/../../x", "train//x", "./x", ""])
  func `a name that leaves the bundle stops the process`(name: String) async {
    await #expect(processExitsWith: .failure) { [name] in
      let folder = ScratchFolder()
      var publisher = try ClipPublisher(
        into: BundleLayout(folder.path("bundle")), attempt: "a", linkIdentical: true)
      try publisher.publish([1], as: [name])
    }
  }

  @Test(arguments: [0o022, 0o027, 0o002, 0o077] as [mode_t])
  func `files get 0666 and directories 0777 less the umask, and set-gid is inherited`(
    mask: mode_t
  ) async {
    await #expect(processExitsWith: .success) { [mask] in
      umask(mask)
      let folder = ScratchFolder()
      #expect(mkdir(folder.path("bundle"), 0o777) == 0)
      #expect(chmod(folder.path("bundle"), 0o2777) == 0)
      do {
        var publisher = try ClipPublisher(
          into: BundleLayout(folder.path("bundle")), attempt: "a", linkIdentical: true)
        try publisher.publish([1], as: ["train/audio/0/a.wav", "train/audio/0/b.wav"])
      }
      let clear = ~UInt32(mask)
      #expect(folder.status("bundle/train/audio/0/a.wav")?.mode == 0o666 & clear)
      #expect(folder.status("bundle/train/audio/0/b.wav")?.mode == 0o666 & clear)
      for directory in ["train", "train/audio", "train/audio/0", ".clipmill/unfinished"] {
        #expect(folder.status("bundle/\(directory)")?.mode == 0o2777 & (clear | 0o7000))
      }
    }
  }
}
