import Bundle
import Dataset
import Files
import Glibc
import TestSupport
import Testing

/// The names in a bundle's folder that belong to the bundle.
@Suite
struct BundleNamesTests {
  private let folder = ScratchFolder()

  private var bundle: BundleLayout { BundleLayout(folder.path("bundle")) }

  private func strangers() throws -> [String] { try bundle.strangers(keeping: 100).first }

  private static let ours = [
    "metadata.json", "components.json", "skipped.jsonl", "README.md", "croissant.json",
    "SHA256SUMS",
    "train/train_labels.json", "train/metadata.jsonl", "val/val_labels.json", "val/metadata.jsonl",
    "train/audio/e1__kick.wav", "val/audio/e-1.x__hi-hat.flac", "train/audio/0a/e__kick.wav",
    "train/audio/f/e__kick~0123456789abcdef.wav", "train/audio/long~0123456789abcdef.wav",
    "metadata.json.1234567890.part", "train/metadata.jsonl.1234567890.part",
    ".clipmill/anything/at/all",
  ]

  private static let strange = [
    "notes.txt", "train_labels.json", "train/val_labels.json", "train/train_labels.json.bak",
    "train/audio/e1__kick.mp3", "train/audio/take.wav", "train/audio/.e__kick.wav",
    "train/audio/e kick__x.wav", "train/audio/long~0123456789ABCDEF.wav", "val/audio/0a/take.wav",
    "film.2020.part", "metadata.jsonl",
  ]

  @Test
  func `files of an export belong to the bundle, by their names`() throws {
    for name in Self.ours { folder.write("bundle/\(name)", "") }
    #expect(try strangers() == [])
    #expect(Self.ours.filter { !bundle.isOwn("\(bundle.root)/\($0)") } == [])
  }

  @Test
  func `all other files are foreign`() throws {
    for name in Self.ours + Self.strange { folder.write("bundle/\(name)", "") }
    #expect(try strangers() == Self.strange.sorted())
    #expect(Self.strange.filter { bundle.isOwn("\(bundle.root)/\($0)") } == [])
  }

  @Test(arguments: [
    "runs", "train/audio/0a0a0", "train/audio/0A", "train/audio/0a/0a", "Train", "test",
  ])
  func `a foreign folder counts once, with everything in it`(name: String) throws {
    folder.write("bundle/\(name)/deep/e__kick.wav", "")
    folder.write("bundle/\(name)/e__kick.wav", "")
    #expect(try strangers() == [name])
  }

  @Test
  func `a folder in the place of a file, and a file in the place of a folder, are strange`() throws
  {
    folder.write("bundle/metadata.json/mine.txt", "")
    folder.write("bundle/val", "")
    folder.write("bundle/train/audio/e__kick.wav/mine.txt", "")
    #expect(try strangers() == ["metadata.json", "train/audio/e__kick.wav", "val"])
  }

  @Test
  func `links for folders of clips belong to the bundle, and nothing behind them is looked at`()
    throws
  {
    folder.write("store/notes.txt", "")
    folder.makeDirectory("bundle/val")
    for (link, target) in [
      ("train", "../store"), ("val/audio", "../../store"), ("more", "../store"),
    ] {
      #expect(symlink(target, folder.path("bundle/\(link)")) == 0)
    }
    #expect(try strangers() == ["more"])
  }

  @Test
  func `files that a system creates are not foreign, but files with content of a user are`() throws
  {
    for name in [".DS_Store", "train/Thumbs.db", "val/._notes", "train/audio/.nfs01", ".directory"]
    {
      folder.write("bundle/\(name)", "")
    }
    folder.makeDirectory("bundle/lost+found")
    #expect(try strangers() == [])
    folder.write("bundle/lost+found/#12345", "precious")
    #expect(try strangers() == ["lost+found"])
  }

  @Test
  func `many foreign files are counted, and the first of them kept`() throws {
    for number in 10..<30 { folder.write("bundle/n\(number)", "") }
    let found = try bundle.strangers()
    #expect(found.count == 20)
    #expect(found.first == (10..<15).map { "n\($0)" })
  }

  @Test
  func `the bundle of a path is found for its own files only, however deep`() {
    folder.write("bundle/metadata.json", "")
    folder.write("bundle/components.json", "")
    for name in ["metadata.json", "val/metadata.jsonl", "train/audio/0a/e__kick.wav", "SHA256SUMS"]
    {
      #expect(BundleLayout.owning(folder.path("bundle/\(name)")) == bundle)
    }
    for name in ["notes.txt", "val/notes.json", "../metadata.json"] {
      #expect(BundleLayout.owning(FileSystem.absolute(folder.path("bundle/\(name)"))) == nil)
    }
  }

  @Test
  func `a folder that cannot be looked into is not taken for an empty one`() async {
    await #expect(processExitsWith: .success) {
      let folder = ScratchFolder()
      folder.write("lost+found/#12", "precious")
      let bundle = BundleLayout(folder.path)
      let seen = try bundle.strangers().first
      precondition(seen == ["lost+found"])
      // One for the bundle's folder, and one for this one.
      Descriptors.leave(2)
      do throws(StorageError) {
        _ = try bundle.strangers()
        preconditionFailure("what nobody looked at is the system's")
      } catch {
        precondition(error.description.contains("lost+found: Too many open files"))
      }
    }
  }
}
