import Foundation
import Glibc
import TestSupport
import Testing

/// Exports pointed at odd places: names, links, devices, closed descriptors.
@Suite
struct PlaceTests {
  private static let events = 12
  private let corpus: SmallCorpus
  private let scratch: Scratch
  private let bundle: String

  init() throws {
    corpus = try SmallCorpus(events: Self.events, seed: 6, alone: ["take-0-0"])
    scratch = corpus.scratch
    bundle = scratch.file("bundle")
  }

  /// Runs `script` in a shell in which `"$0" "$@"` is the export.
  private func shell(_ script: String, _ flags: [String] = []) throws -> ProcessResult {
    let words = [Program.clipmill] + Program.exportArguments(corpus.manifest, bundle, flags)
    return try RunningProcess(["/bin/sh", "-c", script] + words, in: scratch.path).wait()
  }

  // MARK: Names

  @Test
  func `a bundle and a manifest with line ends in their names are exported`() throws {
    let manifest = try scratch.write("m\n1.jsonl", corpus.lines.manifest)
    let path = scratch.file("two\nlines/it's\u{7F}")
    _ = try expectBundle(try Program.export(manifest, path), path, events: Self.events)
    let again = try Program.export(manifest, path)
    expectRefusal(again, code: 73, #"two\u{A}lines/it's\u{7F} exists: --resume"#)
  }

  @Test(arguments: [["", "b"], ["m", ""], ["m", "b", "--audio-root", ""]])
  func `an empty name is refused, not taken for the working directory`(words: [String]) throws {
    let result = try Program.run(["export"] + words, in: scratch.path)
    expectRefusal(result, code: 64, "empty")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("b")))
  }

  @Test
  func `a name that is not UTF-8 is refused, not changed`() throws {
    let result = try shell("exec \"$0\" export \"$2\" \"$(printf 'caf\\351')\"")
    expectRefusal(result, code: 64, "is not UTF-8")
    #expect(!FolderTree.paths(scratch.path).contains { $0.hasPrefix("caf") })
  }

  @Test
  func `in a working directory that is gone, no path leads elsewhere`() throws {
    let script = "mkdir gone && cd gone && rmdir ../gone && "
    let read = try shell(script + "exec \"$0\" export events.jsonl \"$3\"")
    expectRefusal(read, code: 66, "no manifest at /proc/self/cwd/events.jsonl")
    let made = try shell(script + "exec \"$0\" export \"$2\" clipmill-stray-bundle")
    expectRefusal(made, code: 73, "/proc/self/cwd/clipmill-stray-bundle")
    #expect(!FileManager.default.fileExists(atPath: "/clipmill-stray-bundle"))
  }

  // MARK: Bundles

  @Test
  func `a bundle behind a link is replaced at its own place, and the link stays`() throws {
    let far = try scratch.makeFolder("far")
    try FileManager.default.createSymbolicLink(atPath: bundle, withDestinationPath: far)
    for flags in [[], ["--overwrite"]] {
      let result = try Program.export(corpus.manifest, bundle, flags)
      _ = try expectBundle(result, far, events: Self.events)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: bundle) == far)
      #expect(FileManager.default.fileExists(atPath: "\(far)/metadata.json"))
    }
    #expect(!FolderTree.paths(scratch.path).contains { $0.contains(".replaced-") })
  }

  @Test(arguments: [[], ["--overwrite"]])
  func `a folder that is not a bundle is left alone, and no useless flag is advised`(
    flags: [String]
  ) throws {
    try scratch.makeFolder("bundle")
    try scratch.write("bundle/thesis.txt", "years of work")
    let result = try Program.export(corpus.manifest, bundle, flags)
    expectRefusal(result, code: 73, "\(bundle) exists and is not a bundle", "another place")
    #expect(FolderTree.paths(bundle) == ["thesis.txt"])
  }

  @Test(arguments: [
    "notes.txt", "runs/weights.pt", "train/notes.txt", "train/audio/take.mp3", "val/extra/x__y.wav",
    "train/audio/mine.wav", "metadata.json.bak",
  ])
  func `an overwrite names foreign files, and removes nothing`(stranger: String) throws {
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    if let slash = stranger.lastIndex(of: "/") {
      try scratch.makeFolder("bundle/\(stranger[..<slash])")
    }
    try scratch.write("bundle/\(stranger)", "precious")
    let before = FolderTree.paths(bundle)
    let result = try Program.export(corpus.manifest, bundle, ["--overwrite"])
    let named =
      ["runs/weights.pt": "runs", "val/extra/x__y.wav": "val/extra"][stranger] ?? stranger
    expectRefusal(
      result, code: 73,
      "\(bundle) holds what no export made, which --overwrite does not remove: \(named)"
        + " (--move-foreign moves it to a folder beside the bundle; or choose another place); nothing was"
        + " removed")
    #expect(FolderTree.paths(bundle) == before)
    try FileManager.default.moveItem(atPath: "\(bundle)/\(named)", toPath: scratch.file("moved"))
    #expect(try Program.export(corpus.manifest, bundle, ["--overwrite"]).code == 0)
  }

  @Test
  func `every file of an export with all options, and files of systems, may be overwritten`()
    throws
  {
    let flags = ["--checksums", "--clip-fanout", "2", "--format", "flac"]
    #expect(try Program.export(corpus.manifest, bundle, flags).code == 0)
    for name in [
      ".DS_Store", "train/._x", "train/audio/Thumbs.db", "val/.nfs0000012345", "desktop.ini",
    ] {
      try scratch.write("bundle/\(name)", "")
    }
    try scratch.makeFolder("bundle/lost+found")
    let result = try Program.export(corpus.manifest, bundle, ["--overwrite"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(!FolderTree.paths(scratch.path).contains { $0.contains(".replaced-") })
  }

  @Test
  func `a summary in the bundle is not foreign to the command that writes it again`() throws {
    let flags = ["--overwrite", "--summary-json", "\(bundle)/summary.json"]
    for _ in 1...2 { #expect(try Program.export(corpus.manifest, bundle, flags).code == 0) }
    expectRefusal(
      try Program.export(corpus.manifest, bundle, ["--overwrite"]), code: 73,
      ": summary.json (--move"
    )
  }

  @Test
  func `a folder that cannot be listed is not reported as something other than a bundle`() throws {
    chmod(scratch.path, 0o777)
    try scratch.makeFolder("bundle")
    chmod(bundle, 0)
    defer { chmod(bundle, 0o700) }
    let words = Rights.ofNobody + [Program.clipmill]
    let result = try RunningProcess(words + Program.exportArguments(corpus.manifest, bundle)).wait()
    expectRefusal(
      result, code: 73,
      "could not list \(bundle): Permission denied (choose a place that can be written)")
  }

  // MARK: The manifest

  @Test(arguments: ["is gone", "has changed since it was planned", "cannot be read any more"])
  func `a manifest that changes under the workers is named, not the disk`(fate: String) throws {
    let process = try Program.startExport(
      corpus.manifest, bundle,
      ["--shard-events", "1", "--workers", "1", "--patience", "5s", "--event-deadline", "2s"],
      environment: try Harm.environment(["take-0-0": .hang]))
    #expect(try process.waits { !ProcessTable.renderers(of: process.pid).isEmpty })
    var words = fate
    unlink(corpus.manifest)
    if fate.hasPrefix("has") {
      try scratch.write("manifest.jsonl", corpus.lines.reversed().manifest)
    } else if fate.hasPrefix("cannot") {
      try scratch.makeFolder("manifest.jsonl")
      words += " (it is a folder, not a regular file)"
    }
    let result = try process.wait()
    expectRefusal(
      result, code: 75,
      "the manifest \(corpus.manifest) \(words), so that its events cannot be read as planned"
        + " (put it back as it was, or let the resume plan what is new)", "--resume",
      " excluded after 3 strikes", warnings: 1)
  }

  // MARK: Results

  @Test(arguments: [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
  func `standard descriptors that are closed do not harm the bundle`(closed: String) throws {
    let result = try shell("exec \"$0\" \"$@\" \(closed)", ["--progress", "plain"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.leftovers == [])
    #expect(try ReadBundle(bundle).count("sliced_events") == Self.events)
  }

  @Test
  func `a result that cannot be printed is a failure, and the bundle stays`() throws {
    let result = try shell("exec \"$0\" \"$@\" > /dev/full", ["--json"])
    expectRefusal(result, code: 74, "could not print the result", "\(bundle)/metadata.json")
    #expect(try ReadBundle(bundle).count("sliced_events") == Self.events)
  }

  @Test
  func `a summary goes through a link or into a pipe, and replaces neither`() throws {
    try scratch.write("real.json", "")
    let link = scratch.file("link.json")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.json")
    #expect(try shell("exec \"$0\" \"$@\"", ["--summary-json", link]).code == 0)
    let metadata = try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))
    #expect(try Data(contentsOf: URL(filePath: scratch.file("real.json"))) == metadata)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.json")
    let script = "mkfifo pipe; cat pipe > read.csv & \"$0\" \"$@\" || exit; wait"
    let flags = ["--overwrite", "--expected-duration-csv", scratch.file("pipe")]
    #expect(try shell(script, flags).code == 0)
    let table = try String(contentsOfFile: scratch.file("read.csv"), encoding: .utf8)
    #expect(table.hasPrefix("category,source_set,seconds,formatted_duration"))
    #expect(try FolderTree.status(scratch.file("pipe")).st_mode & S_IFMT == S_IFIFO)
  }

  @Test(arguments: ["--log-file", "--summary-json", "--expected-duration-csv"])
  func `no result is written over the manifest or onto a folder`(flag: String) throws {
    let before = try Data(contentsOf: URL(filePath: corpus.manifest))
    let link = scratch.file("link.jsonl")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: corpus.manifest)
    for path in [corpus.manifest, link] {
      let over = try Program.export(corpus.manifest, bundle, [flag, path])
      expectRefusal(over, code: 64, flag, "would overwrite the manifest")
    }
    let onto = try Program.export(corpus.manifest, bundle, [flag, scratch.path])
    expectRefusal(onto, code: 73, flag, "is a folder")
    #expect(try Data(contentsOf: URL(filePath: corpus.manifest)) == before)
    #expect(!FileManager.default.fileExists(atPath: bundle))
  }

  @Test
  func `a log inside a new bundle is refused, and leaves nothing`() throws {
    let flags = ["--log-file", "\(bundle)/run.log"]
    let result = try Program.export(corpus.manifest, bundle, flags)
    expectRefusal(result, code: 64, "lies in the bundle")
    #expect(!FileManager.default.fileExists(atPath: bundle))
  }
}
