import Foundation
import Glibc
import TestSupport
import Testing

/// Exports that cannot be: each ends with its exit code and one line, and leaves things as they were.
@Suite
struct FailureTests {
  private let corpus: SmallCorpus
  private let bundle: String

  init() throws {
    corpus = try SmallCorpus(events: 30, seed: 2)
    bundle = corpus.scratch.file("out/bundle")
  }

  private func runAsNobody(_ manifest: String, _ bundle: String) throws -> ProcessResult {
    try RunningProcess(
      Rights.ofNobody + [Program.clipmill] + Program.exportArguments(manifest, bundle)
    ).wait()
  }

  private func expectNoBundle(sourceLocation: SourceLocation = #_sourceLocation) {
    let out = FolderTree.paths(corpus.scratch.path).filter { $0.hasPrefix("out/") }
    #expect(out == [], sourceLocation: sourceLocation)
  }

  // MARK: Manifest and roots

  @Test
  func `a missing manifest is reported as missing`() throws {
    let path = corpus.scratch.file("none.jsonl")
    expectRefusal(try Program.export(path, bundle), code: 66, "no manifest at \(path)")
    expectNoBundle()
  }

  @Test
  func `a manifest that is a folder or a FIFO is reported as such`() throws {
    let folder = try corpus.scratch.makeFolder("folder")
    expectRefusal(try Program.export(folder, bundle), code: 66, folder, "a directory")
    let fifo = corpus.scratch.file("fifo")
    #expect(mkfifo(fifo, 0o666) == 0)
    expectRefusal(try Program.export(fifo, bundle), code: 66, fifo, "a FIFO")
    expectNoBundle()
  }

  @Test
  func `an unreadable manifest is reported as unreadable`() throws {
    chmod(corpus.manifest, 0o000)
    let open = try corpus.scratch.makeFolder("open")
    chmod(open, 0o777)
    let result = try runAsNobody(corpus.manifest, "\(open)/bundle")
    expectRefusal(result, code: 77, "not permitted to read the manifest \(corpus.manifest)")
    #expect(FolderTree.paths(open) == [])
  }

  @Test
  func `an empty manifest gives nothing to export`() throws {
    let empty = try corpus.scratch.write("empty.jsonl", "\n \n")
    expectRefusal(try Program.export(empty, bundle), code: 65, "no events in \(empty)")
    expectNoBundle()
  }

  @Test(arguments: ["--audio-root", "--audio-root-map"])
  func `a root that is missing, empty or not a folder is named`(flag: String) throws {
    func value(_ path: String) -> String { flag == "--audio-root" ? path : "studio=\(path)" }
    let scratch = corpus.scratch
    for (path, words) in [
      (scratch.file("none"), "there is no such directory"),
      (try scratch.makeFolder("void"), "is empty; is its file system mounted?"),
      (try scratch.write("file", "x"), "is not a directory"),
    ] {
      let result = try Program.export(corpus.manifest, bundle, [flag, value(path)])
      expectRefusal(result, code: 66, flag, path, words)
      expectNoBundle()
    }
  }

  @Test
  func `if too much is missing, nothing is rendered and the flag is named`() throws {
    try FileManager.default.removeItem(atPath: corpus.scratch.file("audio/stage/take-3.wav"))
    let result = try Program.export(corpus.manifest, bundle)
    expectRefusal(
      result, code: 1, "nothing was rendered", "5 of 30 events would be skipped", "missing_file 5",
      "--max-skip-rate 0.17")
    expectNoBundle()
    let path = corpus.scratch.file("tolerant")
    let tolerant = try Program.export(corpus.manifest, path, ["--max-skip-rate", "0.17"])
    let read = try expectBundle(tolerant, path, events: 30)
    #expect(read.metadata["skip_reasons"]["missing_file"].int == 5)
  }

  @Test
  func `the root that would help is named`() throws {
    let elsewhere = try Scratch()
    let manifest = try elsewhere.write("manifest.jsonl", corpus.lines.manifest)
    let result = try Program.export(manifest, bundle, in: corpus.scratch.path)
    expectRefusal(
      result, code: 1, "0 of 6 files found; 6 would be found with --audio-root .")
    expectNoBundle()
  }

  // MARK: The bundle's place

  @Test
  func `an existing path stays, whatever it is`() throws {
    let file = try corpus.scratch.write("file", "mine")
    expectRefusal(try Program.export(corpus.manifest, file), code: 73, file, "exists")
    let overwritten = try Program.export(corpus.manifest, file, ["--overwrite"])
    expectRefusal(overwritten, code: 73, file, "not a bundle")
    #expect(FileManager.default.contents(atPath: file) == Data("mine".utf8))
    try corpus.scratch.write("folder/deep/keep.txt", "mine")
    let folder = corpus.scratch.file("folder")
    expectRefusal(try Program.export(corpus.manifest, folder), code: 73, "--overwrite")
    let replaced = try Program.export(corpus.manifest, folder, ["--overwrite"])
    expectRefusal(replaced, code: 73, "is not a bundle", "neither --resume nor --overwrite")
    #expect(FolderTree.paths(folder) == ["deep", "deep/keep.txt"])
  }

  @Test
  func `a bundle is replaced only on request, and only when the new one is sure to come`() throws {
    let first = try expectBundle(
      try Program.export(corpus.manifest, bundle), bundle, events: 30)
    let files = try FolderTree.dataset(bundle)
    expectRefusal(
      try Program.export(corpus.manifest, bundle), code: 73, bundle, "--resume", "--overwrite")
    let bad = try corpus.scratch.write("bad.jsonl", "x\n")
    expectRefusal(try Program.export(bad, bundle, ["--overwrite"]), code: 65, "malformed")
    #expect(try ReadBundle(bundle).digest == first.digest)
    expectSame(try FolderTree.dataset(bundle), files)
    let result = try Program.export(corpus.manifest, bundle, ["--overwrite", "--limit", "10"])
    let second = try expectBundle(result, bundle, events: 10)
    #expect(second.digest != first.digest)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: corpus.scratch.file("out")).count == 1)
  }

  @Test
  func `an empty folder is taken for the bundle`() throws {
    try corpus.scratch.makeFolder("out/bundle")
    _ = try expectBundle(try Program.export(corpus.manifest, bundle), bundle, events: 30)
  }

  @Test
  func `a target that may not be written is reported`() throws {
    let folder = try corpus.scratch.makeFolder("out")
    chmod(folder, 0o555)
    expectRefusal(try runAsNobody(corpus.manifest, bundle), code: 73, bundle, "ermission denied")
    expectNoBundle()
  }

  @Test
  func `a parent that is a file is reported`() throws {
    let file = try corpus.scratch.write("file", "mine")
    let result = try Program.export(corpus.manifest, file + "/bundle")
    expectRefusal(result, code: 73, file)
    #expect(FileManager.default.contents(atPath: file) == Data("mine".utf8))
  }

  // MARK: Usage

  @Test(arguments: [
    ["--workers", "0"], ["--limit", "0"], ["--sample-rate", "0"], ["--val-ratio", "2"],
    ["--pad-to", "-1"], ["--clip-fanout", "5"], ["--on-bad-line", "maybe"],
    ["--audio-root-map", "nothing"], ["--no-such-flag"], ["--progress", "loud"],
    ["--patience", "soon"], ["--max-skip-rate", "1.5"], ["--shard-events", "0"],
  ])
  func `wrong usage is exit 64 and touches nothing`(flags: [String]) throws {
    let result = try Program.run(["export", corpus.manifest, bundle] + flags)
    #expect(result.code == 64, "\(result.errors)")
    #expect(result.output == "")
    #expect(result.errors.contains(flags[0]), "\(result.errors)")
    expectNoBundle()
  }
}
