import Foundation
import Glibc
import TestSupport
import Testing

/// `--overwrite --move-foreign`: what no export made is moved beside the bundle before that is replaced.
@Suite
struct ForeignFileTests {
  private static let events = 12
  private let corpus: SmallCorpus
  private let scratch: Scratch
  private let bundle: String
  private let flags = ["--overwrite", "--move-foreign"]

  /// A bundle, and what people keep in its folder, by its path there.
  private static let foreign = [
    "notes.txt": "1", "runs/one/weights.pt": "2", "train/notes.txt": "3",
    "train/audio/take.mp3": "4", "train/audio/mine/deep/e1__kick.wav": "5", "val/extra/x": "6",
  ]

  init() throws {
    corpus = try SmallCorpus(events: Self.events, seed: 6, alone: ["take-0-0"])
    scratch = corpus.scratch
    bundle = scratch.file("bundle")
    let result = try Program.export(corpus.manifest, bundle)
    guard result.code == 0 else { throw SupportError("no bundle: \(result.errors)") }
    for (path, text) in Self.foreign { try scratch.write("bundle/\(path)", text) }
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: scratch.file(path)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// All foreign files are in these folders beside the bundle, each once and under its path.
  private func expectForeign(
    in places: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (path, content) in Self.foreign {
      let found = places.compactMap { text("\($0)/\(path)") }
      #expect(found == [content], "\(path)", sourceLocation: sourceLocation)
    }
  }

  @Test
  func `foreign files and folders keep their paths and bytes, and links stay links`() throws {
    for (path, target) in [("train/audio/shelf", "/nowhere"), ("val/link", "../notes.txt")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(bundle)/\(path)", withDestinationPath: target)
    }
    let odd = "\(bundle)/train/caf"
    #expect(Glibc.mkdir([CChar](odd.utf8CString.dropLast()) + [-23, 0], 0o700) == 0)
    let outputs = ["--summary-json", "\(bundle)/summary.json"]
    try scratch.write("bundle/summary.json", "")
    let result = try Program.export(corpus.manifest, bundle, flags + outputs)
    _ = try expectBundle(result, bundle, events: Self.events)
    #expect(
      result.errors
        == "9 files and folders in \(bundle) that no export made: moved to \(bundle).foreign-1\n")
    expectForeign(in: ["bundle.foreign-1"])
    let manager = FileManager.default
    let shelf = scratch.file("bundle.foreign-1/train/audio/shelf")
    #expect(try manager.destinationOfSymbolicLink(atPath: shelf) == "/nowhere")
    let link = scratch.file("bundle.foreign-1/val/link")
    #expect(try manager.destinationOfSymbolicLink(atPath: link) == "../notes.txt")
    #expect(
      access([CChar]("\(bundle).foreign-1/train/caf".utf8CString.dropLast()) + [-23, 0], F_OK) == 0)
    #expect(!scratch.names.contains { $0.contains(".replaced-") })
    // Nothing is foreign any more, and no folder made for it.
    let again = try Program.export(corpus.manifest, bundle, flags + outputs)
    #expect(again.code == 0 && again.errors == "")
    #expect(!scratch.names.contains("bundle.foreign-2"))
  }

  @Test
  func `a taken name is skipped, whatever has it`() throws {
    try scratch.write("bundle.foreign-1", "mine")
    try scratch.write("bundle.foreign-2/notes.txt", "mine too")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("bundle.foreign-3"), withDestinationPath: "bundle.foreign-2")
    let result = try Program.export(corpus.manifest, bundle, flags)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.hasSuffix("moved to \(bundle).foreign-4\n"))
    expectForeign(in: ["bundle.foreign-4"])
    #expect(text("bundle.foreign-1") == "mine" && text("bundle.foreign-2/notes.txt") == "mine too")
  }

  @Test
  func `if the new bundle fails, the old one stays, and the moved files are reported`() throws {
    let manifest = try scratch.write("bad.jsonl", corpus.lines.manifest + "{\n")
    let result = try Program.export(manifest, bundle, flags)
    #expect(result.code == 65)
    for words in ["moved to \(bundle).foreign-1\n", "still holds the older bundle"] {
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    expectForeign(in: ["bundle.foreign-1"])
    #expect(try ReadBundle(bundle).count("sliced_events") == Self.events)
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")),
    arguments: 1...6)
  func `an overwrite that is killed while it moves files loses nothing, and the next continues`(
    call: Int
  ) throws {
    let strace = [
      "/usr/bin/strace", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e",
      "inject=renameat2:signal=SIGKILL:when=\(call)", Program.clipmill,
    ]
    let words = Program.exportArguments(corpus.manifest, bundle, flags)
    let killed = try RunningProcess(strace + words).wait()
    #expect(killed.signal == SIGKILL, "\(killed.errors)")
    expectForeign(in: ["bundle", "bundle.foreign-1"])
    let left = Self.foreign.keys.filter { text("bundle/\($0)") != nil }.count
    #expect(left == Self.foreign.count - call || left == Self.foreign.count - call + 1)
    let result = try Program.export(corpus.manifest, bundle, flags)
    _ = try expectBundle(result, bundle, events: Self.events)
    expectForeign(in: ["bundle.foreign-1", "bundle.foreign-2"])
  }

  @Test(.enabled(if: geteuid() == 0 && access("/usr/bin/unshare", X_OK) == 0))
  func `files on another file system are named, and the bundle is not replaced`() throws {
    let script = """
      mount -t tmpfs none "$1" && echo precious > "$1/far.mp3" && shift && "$@"
      code=$?; cat "$0"; exit $code
      """
    let words = [Program.clipmill] + Program.exportArguments(corpus.manifest, bundle, flags)
    let audio = "\(bundle)/val/audio"
    let result = try RunningProcess(
      ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "\(audio)/far.mp3", audio] + words
    ).wait()
    if result.errors.contains("mount:") || result.errors.contains("unshare:") { return }
    #expect(result.code == 73 && result.output == "precious\n", "\(result.errors)")
    #expect(
      result.errors.hasSuffix(
        "clipmill: could not move \(audio)/far.mp3 to \(bundle).foreign-1/val/audio: Invalid cross-device"
          + " link, so that \(bundle) was not replaced (move it by hand, then export again);"
          + " 5 files and folders went to \(bundle).foreign-1\n"), "\(result.errors)")
    #expect(try ReadBundle(bundle).count("sliced_events") == Self.events)
    expectForeign(in: ["bundle", "bundle.foreign-1"])
  }
}
