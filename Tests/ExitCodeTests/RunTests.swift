import Bundle
import Foundation
import Glibc
import TestSupport
import Testing

/// Ends of runs that have begun.
struct RunTests {
  private let corpus: SmallCorpus
  private let bundle: String

  /// An event on which a renderer stands still: the run continues until something else ends it.
  private static let victim = "take-0-1"
  private static let patient = ["--event-deadline", "1h"]

  init() throws {
    corpus = try SmallCorpus(events: 12, alone: [Self.victim])
    bundle = corpus.scratch.file("bundle")
  }

  private func export(_ flags: [String] = []) throws -> ProcessResult {
    try Program.export(corpus.manifest, bundle, flags)
  }

  private func exportMade(_ flags: [String] = []) throws {
    let result = try export(flags)
    try #require(result.code == 0, "\(result.errors)")
  }

  private func expectEnd(
    _ result: ProcessResult, _ code: Int32, _ line: String, warned: Bool = false
  ) {
    #expect(result.code == code, "\(result.errors)")
    #expect(result.leftovers == [])
    expectLine(result, line, warned: warned)
  }

  /// An export that stands still on an event, once its renderers are there.
  private func startStandstill() throws -> RunningProcess {
    let process = try Program.startExport(
      corpus.manifest, bundle, Self.patient,
      environment: try Harm.environment([Self.victim: .hang]))
    let isThere = try process.waits { !ProcessTable.renderers(of: process.pid).isEmpty }
    try #require(isThere, "\(process.errorsSoFar)")
    return process
  }

  private var resumeCommand: String { "clipmill export \(corpus.manifest) \(bundle) --resume" }

  @Test
  func `a finished run is exit code 0 and silent, and so are commands that only read`() throws {
    try exportMade()
    for words in [
      ["export", corpus.manifest, bundle, "--resume", "--progress", "none"],
      ["export", corpus.manifest, bundle, "--verify-only", "--progress", "none"],
      ["compare", bundle, bundle], ["status", bundle], ["reproduce", bundle, "1"],
      ["merge", bundle], ["--help"], ["--version"],
    ] {
      let result = try Program.run(words)
      #expect(result.code == 0 && result.errors == "" && !result.output.isEmpty, "\(words)")
    }
  }

  @Test
  func `a quarantined event is exit code 1`() throws {
    let result = try Program.export(
      corpus.manifest, bundle, environment: try Harm.environment([Self.victim: .crash]))
    expectEnd(
      result, 1,
      "1 event was quarantined because decoding fails (named in \(bundle)/skipped.jsonl;"
        + " clipmill reproduce tries one; --max-quarantined allows some)")
  }

  @Test
  func `a changed event is exit code 65`() throws {
    try exportMade()
    var lines = corpus.lines
    lines[1].onset = "0.01"
    try corpus.scratch.write("manifest.jsonl", lines.manifest)
    expectEnd(
      try export(["--resume"]), 65,
      "1 clip of the bundle changed in \(corpus.manifest): session, source, start or length of"
        + " event 2 (take-0-1) (undo the change, render them again with --rerender-changed, or start"
        + " again with --overwrite)")
  }

  @Test
  func `a removed event is exit code 65`() throws {
    try exportMade()
    var lines = corpus.lines
    lines.remove(at: 1)
    try corpus.scratch.write("manifest.jsonl", lines.manifest)
    expectEnd(
      try export(["--resume"]), 65,
      "1 event of the bundle is gone from \(corpus.manifest), wholly or in part: event 2 (take-0-1)"
        + " (put it back, keep its clips with --removed keep, or remove its clips with --removed"
        + " drop)")
  }

  @Test
  func `a kernel's signal for a bug of the program is exit code 70, in words`() throws {
    let process = try startStandstill()
    process.send(SIGILL)
    expectEnd(
      try process.wait(), 70,
      "stopped by a bug of its own (report what was run, with the lines above; what an export has"
        + " committed stays, and --resume continues)")
  }

  @Test
  func `a worker that repeatedly ends by a bug is exit code 70`() throws {
    let process = try startStandstill()
    var killed: Int32 = 0
    _ = try process.waits {
      guard let worker = ProcessTable.worker(of: process.pid), worker != killed,
        !ProcessTable.children(of: worker).isEmpty
      else { return false }
      kill(worker, SIGSEGV)
      killed = worker
      return false
    }
    let result = try process.wait()
    let warnings = result.errors.split(separator: "\n").filter {
      $0.hasPrefix("the local worker ended with ") && $0.hasSuffix("; starting it again")
    }
    #expect(warnings.count == 9, "\(result.errors)")
    expectEnd(
      result, 70,
      "the local worker ended with exit code 70, 10 times in a row: the build or its libraries are"
        + " broken, not the data (see \(bundle)/.clipmill/logs/worker-local.log; install a"
        + " working build, then --resume continues)", warned: true)
    #expect(try Program.export(corpus.manifest, bundle, ["--resume"]).code == 0)
  }

  @Test
  func `a renderer that is started by hand says so`() throws {
    let result = try Program.run(["renderer"])
    #expect(result.code == 64)
    #expect(
      result.errors == "clipmill renderer: this command is started by a worker, not by hand\n")
  }

  @Test
  func `a bundle with an owner is exit code 73 for all others`() throws {
    let process = try startStandstill()
    let owner =
      "\(bundle) is being worked on by pid \(process.pid) on … at ipc://…"
      + " (wait for it, or stop it; --take-over takes the bundle of a host or container that is gone)"
    expectEnd(try export(["--resume"]), 73, owner)
    expectEnd(try export(["--overwrite"]), 73, owner)
    expectEnd(try Program.run(["merge", bundle]), 73, owner)
    try Data().write(to: URL(filePath: "\(bundle)/.clipmill/journal.2"))
    expectEnd(
      try process.wait(), 73, "the bundle was taken over by another coordinator; stopping")
  }

  @Test
  func `one of two that take a bundle at once is exit code 73`() throws {
    try exportMade()
    let journal = "\(bundle)/.clipmill/journal.2"
    // A file that the other process makes between the look and the try.
    try FileManager.default.createSymbolicLink(atPath: journal, withDestinationPath: "elsewhere")
    expectEnd(
      try export(["--resume"]), 73,
      "another invocation has just taken the bundle (\(journal) exists); try again")
  }

  @Test
  func `a result that cannot be written is exit code 74, and the export is done`() throws {
    expectEnd(
      try export(["--summary-json", "/dev/full"]), 74,
      "could not write /dev/full: No space left on device (the export is done;"
        + " \(bundle)/metadata.json holds its result)")
    let log = try export(["--resume", "--log-file", "/dev/full"])
    #expect(log.code == 0)
    #expect(log.errors == "note: the log /dev/full ends here: No space left on device\n")
  }

  @Test(arguments: [
    ["metrics", "--manifest", "@"], ["metrics", "--manifest", "@", "--json"], ["status", "@"],
    ["status", "@", "--json"], ["status", "@", "--watch", "--json"], ["merge", "@"],
    ["reproduce", "@", "1"],
    ["keygen", "@-keys"], ["checksums", "@", "@.sha256"],
  ])
  func `a result that cannot be printed is exit code 74`(words: [String]) throws {
    try exportMade()
    let script = #"exec "$0" "$@" > /dev/full"#
    let place = words[0] == "metrics" ? corpus.manifest : bundle
    let result = try RunningProcess(
      ["/bin/sh", "-c", script, Program.clipmill]
        + words.map { $0.replacingOccurrences(of: "@", with: place) }
    ).wait()
    expectEnd(result, 74, "could not print the result: No space left on device")
  }

  @Test
  func `clips that are too large for the file system are exit code 74 at once`() throws {
    let result = try RunningProcess(
      ["/usr/bin/prlimit", "--fsize=16384", Program.clipmill]
        + Program.exportArguments(corpus.manifest, bundle)
    ).wait()
    expectEnd(
      result, 74,
      "\(bundle) cannot hold all clips: could not write …: File too large (raise the limit on the size"
        + " of files, which ulimit -f shows, or choose another file system)")
    #expect(try export(["--resume"]).code == 0)
  }

  @Test
  func `an interrupted run is exit code 75 and names the command, and status names it too`() throws
  {
    let process = try startStandstill()
    process.send(SIGTERM)
    expectEnd(
      try process.wait(), 75,
      "interrupted; what is committed stays in \(bundle); resume with: \(resumeCommand)")
    let status = try Program.run(["status", bundle]).output
    #expect(status.contains("\nContinue with:\n  \(resumeCommand)\n"))
  }

  @Test
  func `a clip that is gone together with its recording is exit code 75`() throws {
    try exportMade(["--clip-fanout", "0"])
    let clip = try #require(FolderTree.clips(in: bundle, of: "take-0-0"))
    try FileManager.default.removeItem(atPath: clip)
    let recording = corpus.scratch.file("audio/studio/take-0.wav")
    try FileManager.default.moveItem(atPath: recording, toPath: recording + ".away")
    expectEnd(
      try export(["--resume"]), 75,
      "a clip of event 1 must be rendered again, but audio/studio/take-0.wav is not under"
        + " \(corpus.scratch.path) (bring it back, then resume); resume with: \(resumeCommand)")
  }

  @Test
  func `a root that is gone is exit code 75 on a resume that needs it`() throws {
    let root = try corpus.scratch.makeFolder("root")
    try FileManager.default.moveItem(
      atPath: corpus.scratch.file("audio"), toPath: "\(root)/audio")
    try exportMade(["--audio-root", root, "--clip-fanout", "0", "--limit", "6"])
    try FileManager.default.moveItem(atPath: root, toPath: root + ".away")
    expectEnd(
      try export(["--resume", "--limit", "12"]), 75,
      "sources unreachable: --audio-root \(root): there is no such directory"
        + " (mount it, or name the root again, then resume); resume with: \(resumeCommand)")
  }

  @Test
  func `a worker that hears no coordinator is exit code 75`() throws {
    let places = [
      (["--bundle", bundle], "\(bundle)/.clipmill/coordinator.json names none"),
      (
        ["--connect", "tcp://127.0.0.1:9"],
        "is tcp://127.0.0.1:9 up, can this host resolve and reach it,"
          + " does it ask for --key and --server-key?"
      ),
    ]
    for (place, advice) in places {
      let result = try Program.run(["worker", "--patience", "1s"] + place)
      #expect(result.code == 75)
      #expect(
        result.errors.hasSuffix(
          ": leaving: no coordinator answered for as long as --patience allows (\(advice))\n"))
    }
  }

  @Test
  func `other libraries than the recorded ones are exit code 64 until they are accepted`() throws {
    try exportMade()
    let path = "\(bundle)/.clipmill/journal.1"
    let records = try Journal.replay(path).records.map { String(decoding: $0, as: UTF8.self) }
    let matches = records.compactMap { $0.firstMatch(of: /"libraries":"([^"]+)"/) }
    let recorded = try #require(matches.first).output.1
    try FileManager.default.removeItem(atPath: path)
    var journal = try Journal(creating: path)
    for record in records {
      journal.append(Array(record.replacingOccurrences(of: recorded, with: "libold 1").utf8))
    }
    try journal.sync()
    expectEnd(
      try export(["--resume"]), 64,
      "the bundle was made with libold 1, here is \(recorded.replacing(#"\/"#, with: "/"));"
        + " new clips may differ in their last bits (--accept-libraries continues)")
    #expect(try export(["--resume", "--accept-libraries"]).code == 0)
  }
}

/// Finds files of a bundle.
private enum FolderTree {
  /// The path of the one clip of an event.
  static func clips(in bundle: String, of event: String) -> String? {
    let all = FileManager.default.enumerator(atPath: bundle)
    return all?.compactMap { $0 as? String }.first { $0.contains("/\(event)__") }
      .map { "\(bundle)/\($0)" }
  }
}
