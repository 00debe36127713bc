import Dataset
import Files
import Foundation
import Testing

@Suite
struct AudioRootsTests {
  private let folder = AudioFolder()

  private func roots(
    _ mapped: [(Text, String)] = [], default defaultRoot: String? = nil, outside: Bool = false
  ) -> AudioRoots {
    AudioRoots(
      mapped: mapped.map { (sourceSet: $0.0, path: $0.1) }, defaultRoot: defaultRoot,
      manifest: "manifests/m.jsonl", workingDirectory: folder.path, allowsOutside: outside)
  }

  private func source(_ path: Text?, _ set: Text = "s") -> SourceKey {
    SourceKey(audioPath: path, sourceSet: set)
  }

  @Test
  func `the roots of a source set come first, as given, then the default`() {
    folder.write("one/a.wav", "two/a.wav", "two/b.wav", "three/a.wav", "three/b.wav", "three/c.wav")
    let roots = roots([("s", "one"), ("other", "three"), ("s", "two")], default: "three")
    #expect(
      roots.roots.map(\.path) == ["one", "three", "two", "three"].map { folder.path + "/" + $0 })
    #expect(roots.resolve(source("a.wav")) == .found(root: 1))
    #expect(roots.resolve(source("b.wav")) == .found(root: 3))
    #expect(roots.resolve(source("c.wav")) == .found(root: 4))
    #expect(roots.resolve(source("c.wav", "other")) == .found(root: 2))
    #expect(roots.resolve(source("d.wav")) == .missing)
    #expect(roots.path(of: source("b.wav"), root: 3) == folder.path + "/two/b.wav")
  }

  @Test
  func `without a root the manifest's folder is used, and never the working directory`() {
    folder.write("manifests/a.wav", "b.wav")
    #expect(roots().resolve(source("a.wav")) == .found(root: 1))
    #expect(roots().resolve(source("b.wav")) == .missing)
    #expect(roots().roots.map(\.path) == [folder.path + "/manifests"])
    // A root for another source set is a root.
    #expect(roots([("other", "manifests")]).resolve(source("a.wav")) == .missing)
  }

  @Test(
    arguments: [
      ("x/../a.wav", true), ("./a.wav", true), ("x//.././a.wav", true), ("../in/a.wav", true),
      ("../a.wav", false), ("x/../../out/a.wav", false), ("../inside/a.wav", false),
      ("../../../../../../../../etc/hostname", false), ("..", false),
    ] as [(Text, Bool)])
  func `a path that leaves a root as text is refused there`(path: Text, isInside: Bool) {
    folder.write("in/a.wav", "a.wav", "out/a.wav", "inside/a.wav")
    let resolution = roots(default: "in").resolve(source(path))
    #expect(resolution == (isInside ? .found(root: 1) : .outside))
  }

  @Test
  func `a path that a root refuses is searched in the next`() {
    folder.write("b/x.wav")
    let roots = roots([("s", "a"), ("s", "b")])
    #expect(roots.resolve(source("../b/x.wav")) == .found(root: 2))
    #expect(roots.resolve(source("../b/y.wav")) == .outside)
  }

  @Test
  func `an absolute path is found in the root that holds it`() {
    folder.write("a/x.wav", "b/x.wav", "c/x.wav")
    let named = [("s", "a"), ("s", "b")] as [(Text, String)]
    let inside = Text(folder.path + "/b/../b/./x.wav")
    let outside = Text(folder.path + "/c/x.wav")
    #expect(roots(named).resolve(source(inside)) == .found(root: 2))
    #expect(roots(named).path(of: source(inside), root: 2) == folder.path + "/b/x.wav")
    #expect(roots(named).resolve(source(Text(folder.path + "/b/y.wav"))) == .missing)
    #expect(roots(named).resolve(source(outside)) == .outside)
    #expect(roots(named).path(of: source(outside), root: 0) == nil)
    let open = roots(named, outside: true)
    #expect(open.resolve(source(outside)) == .found(root: 0))
    #expect(open.path(of: source(outside), root: 0) == folder.path + "/c/x.wav")
    #expect(open.resolve(source("../c/x.wav")) == .found(root: 1))
    #expect(open.resolve(source(Text(folder.path + "/c/y.wav"))) == .missing)
  }

  @Test
  func `only a regular file is found, even behind a symlink that leaves the root`() throws {
    folder.write("in/a.wav", "out/b.wav")
    let inside = folder.path + "/in/"
    #expect(mkfifo(inside + "fifo", 0o600) == 0)
    #expect(symlink("loop", inside + "loop") == 0)
    #expect(symlink("/dev/zero", inside + "zero") == 0)
    #expect(symlink(folder.path + "/out/b.wav", inside + "link") == 0)
    #expect(symlink("nowhere", inside + "dangling") == 0)
    #expect(mkdir(inside + "directory", 0o700) == 0)
    let roots = roots(default: "in")
    #expect(roots.resolve(source("link")) == .found(root: 1))
    let long = Text(String(repeating: "x", count: 300))
    let longer = Text(String(repeating: "x/", count: 5000))
    for path in [
      "fifo", "loop", "zero", "dangling", "directory", ".", "", "a.wav/x", "a.wav\0", long, longer,
    ] as [Text] {
      #expect(roots.resolve(source(path)) == .missing, "\(path)")
    }
    #expect(roots.resolve(source(nil)) == .missing)
  }

  @Test
  func `names are bytes: two forms of one text are two files`() {
    folder.write("in/\u{E9}.wav")
    #expect(roots(default: "in").resolve(source("\u{E9}.wav")) == .found(root: 1))
    #expect(roots(default: "in").resolve(source("e\u{301}.wav")) == .missing)
  }

  @Test
  func `the root of the file system is a root`() {
    folder.write("a.wav")
    let path = Text(folder.path + "/a.wav")
    #expect(roots(default: "/").resolve(source(path)) == .found(root: 1))
    #expect(roots(default: "/").resolve(source(Text("../.." + path.string))) == .found(root: 1))
  }

  @Test
  func `a named root must be a directory with something in it`() {
    folder.write("full/a.wav")
    #expect(mkdir(folder.path + "/empty", 0o700) == 0)
    let roots = roots(
      [("s", "full"), ("s", "none"), ("t", "empty")], default: "full/a.wav")
    #expect(
      roots.problems.map(\.description) == [
        "--audio-root-map s=none: there is no directory \(folder.path)/none",
        "--audio-root-map t=empty: \(folder.path)/empty is empty; is its file system mounted?",
        "--audio-root full/a.wav: \(folder.path)/full/a.wav is not a directory",
      ])
    #expect(self.roots().problems == [])
  }
}

/// A directory of its own for one test, removed with it.
private final class AudioFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/clipmill-roots-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no room for a test in /tmp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes small files, with the directories on the way.
  func write(_ names: String...) {
    for name in names {
      let file = path + "/" + name
      let parent = (file as NSString).deletingLastPathComponent
      try? FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: file, contents: Data([1])) else {
        preconditionFailure("could not write \(file)")
      }
    }
  }
}
