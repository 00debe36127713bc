import Foundation
import Glibc
import TestSupport
import Testing

/// A bundle of which three events were quarantined, one was skipped, and all others are whole.
private final class Poisoned: Sendable {
  static let shared = Result { try Poisoned() }

  let corpus: SmallCorpus
  /// Its name needs quotes in a shell.
  let bundle: String
  let log: String
  let victims: [Harm: String] = [.crash: "take-0-3", .hang: "take-2-4", .memory: "take-4-5"]
  private let environment: [String: String]

  private init() throws {
    corpus = try SmallCorpus(events: 60, seed: 8, alone: Set(victims.values))
    bundle = corpus.scratch.file("it's a bundle")
    log = corpus.scratch.file("log")
    let harms = Dictionary(uniqueKeysWithValues: victims.map { ($0.value, $0.key) })
    environment = try Harm.environment(harms).merging([
      "PATH": "\((Program.clipmill as NSString).deletingLastPathComponent):/usr/bin:/bin"
    ]) { $1 }
    let lines =
      corpus.lines + [
        EventLine("lost", path: "audio/gone.wav", source: "stage"),
        EventLine(
          "twice", path: "audio/studio/take-0.wav", labels: ["tom", "tom"], source: "studio"),
      ]
    let manifest = try corpus.scratch.write("with a lost one.jsonl", lines.manifest)
    let result = try Program.export(
      manifest, bundle,
      [
        "--event-deadline", "3s", "--renderer-memory", "400", "--max-skip-rate", "1",
        "--log-file", log,
      ], environment: environment)
    try #require(result.errors.contains("3 events were quarantined"), "\(result.errors)")
  }

  /// The event's place in the manifest.
  func number(of id: String) throws -> Int {
    1 + (try #require(corpus.lines.firstIndex { $0.id == "\"\(id)\"" }))
  }

  /// Runs a command in a temporary folder of its own, in which nothing may stay.
  func run(_ words: [String]) throws -> ProcessResult {
    try end(try start(words))
  }

  func start(_ words: [String]) throws -> (process: RunningProcess, folder: String) {
    let folder = try corpus.scratch.makeFolder("tmp-\(UUID().uuidString)")
    let process = try RunningProcess(
      words, environment: environment.merging(["TMPDIR": folder]) { $1 })
    return (process, folder)
  }

  func end(_ started: (process: RunningProcess, folder: String)) throws -> ProcessResult {
    let result = try started.process.wait()
    #expect(result.leftovers == [])
    #expect(FolderTree.paths(started.folder) == [])
    return result
  }

  func reproduce(_ event: String, _ flags: [String] = []) throws -> ProcessResult {
    try run([Program.clipmill, "reproduce", bundle, event] + flags)
  }

  /// All that lies in the bundle, with sizes and times of change.
  func state() throws -> [String] {
    try FolderTree.paths(bundle).map { path in
      let status = try FolderTree.status("\(bundle)/\(path)")
      return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }
}

/// Events that are rendered once more, by themselves.
@Suite
struct ReproduceTests {
  @Test(arguments: [
    (Harm.crash, "(crash): signal 11 (SIGSEGV)"), (.hang, "(deadline): no sign of life for 3 s"),
    (.memory, "(memory): the renderer held more than 400 MiB"),
  ])
  func `the cause of a quarantine is reported with the command that reproduces it`(
    harm: Harm, words: String
  ) throws {
    let poisoned = try Poisoned.shared.get()
    let id = try #require(poisoned.victims[harm])
    let number = try poisoned.number(of: id)
    let status = try ReadJSON(
      Data(Program.run(["status", poisoned.bundle, "--json"]).output.utf8))
    let note = status["quarantined"].array.first {
      $0["subject"].string == "event \(number) of the manifest"
    }
    let command = try #require(note?["reproduce"].string)
    let quoted = poisoned.bundle.replacingOccurrences(of: "'", with: #"'\''"#)
    #expect(command == "clipmill reproduce '\(quoted)' \(number)")
    #expect(
      try Program.run(["status", poisoned.bundle]).output.contains("\n    \(command)\n"))
    let log = try String(contentsOfFile: poisoned.log, encoding: .utf8)
    #expect(log.contains("quarantined event \(number) of the manifest ("))
    #expect(log.contains("; try it with: \(command)\n"))

    let before = try poisoned.state()
    let result = try poisoned.run(["/bin/sh", "-c", command])
    #expect(result.code == 1, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(lines)")
    #expect(lines[0].hasPrefix("event \(number) (\(id)) of \(poisoned.corpus.scratch.path)/"))
    #expect(lines[1].hasPrefix("audio: \(poisoned.corpus.scratch.path)/audio/"))
    #expect(lines[2] == "quarantined \(words)")
    #expect(try poisoned.state() == before)
  }

  @Test
  func `a good event is rendered as in the run, by number and by id`() throws {
    let poisoned = try Poisoned.shared.get()
    let before = try poisoned.state()
    let bundle = try ReadBundle(poisoned.bundle)
    let clips = bundle.clips.filter { $0.contains("/take-1-3__") }
    let bytes = try bundle.bytes(try #require(clips.first)).count
    let number = String(try poisoned.number(of: "take-1-3"))
    for name in [number, "take-1-3"] {
      let result = try poisoned.reproduce(name, ["--json"])
      #expect(result.code == 0, "\(result.errors)")
      let told = try ReadJSON(Data(result.output.utf8))
      #expect(told["outcome"].string == "rendered")
      #expect(told["ordinal"].int.map(String.init) == number)
      #expect(told["event_id"].string == "take-1-3")
      #expect(told["clips"].int == clips.count)
      #expect(told["clip_bytes"].int == bytes)
    }
    let twice = try poisoned.reproduce("twice", ["--json"])
    #expect(try ReadJSON(Data(twice.output.utf8))["clips"].int == 1)
    let words = try poisoned.reproduce(number)
    let noun = clips.count == 1 ? "clip" : "clips"
    #expect(words.output.contains("\nrendered \(clips.count) \(noun) of "))
    #expect(try poisoned.state() == before)
  }

  @Test
  func `an event that the run skipped is skipped again`() throws {
    let poisoned = try Poisoned.shared.get()
    let result = try poisoned.reproduce("lost")
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      result.output.hasSuffix("\naudio: audio/gone.wav\nskipped: missing_file (no such file)\n"))
  }

  @Test
  func `a signal ends an event that hangs, and nothing is left`() throws {
    let hanging = try startHanging()
    hanging.process.send(SIGINT)
    let result = try Poisoned.shared.get().end(hanging)
    #expect(result.code == 75, "\(result.errors)")
    #expect(result.errors == "clipmill: interrupted\n")
  }

  @Test
  func `a renderer that is killed from outside counts against no event`() throws {
    let hanging = try startHanging()
    for renderer in ProcessTable.children(of: hanging.process.pid) { kill(renderer, SIGKILL) }
    let result = try Poisoned.shared.get().end(hanging)
    #expect(result.code == 75)
    #expect(result.errors.contains(": something other than event "), "\(result.errors)")
  }

  private func startHanging() throws -> (process: RunningProcess, folder: String) {
    let poisoned = try Poisoned.shared.get()
    let id = try #require(poisoned.victims[.hang])
    let started = try poisoned.start([Program.clipmill, "reproduce", poisoned.bundle, id])
    let process = started.process
    let isThere = try process.waits { !ProcessTable.children(of: process.pid).isEmpty }
    try #require(isThere, "\(process.errorsSoFar)")
    return started
  }

  @Test
  func `a clip without room is the disk's fault`() throws {
    let poisoned = try Poisoned.shared.get()
    let script = #"ulimit -f 16; exec "$0" "$@""#
    let result = try poisoned.run(
      ["/bin/sh", "-c", script, Program.clipmill, "reproduce", poisoned.bundle, "1"])
    #expect(result.code == 74)
    #expect(
      result.errors.contains("event 1 could not be rendered by itself: "), "\(result.errors)")
    let nowhere = try Program.run(
      ["reproduce", poisoned.bundle, "1"], environment: ["TMPDIR": "/nowhere"])
    #expect(nowhere.code == 74)
    #expect(
      nowhere.errors.hasPrefix("clipmill: could not make a temporary folder in /nowhere: "))
  }

  @Test
  func `a manifest that has changed, or is gone, identifies no event`() throws {
    let corpus = try SmallCorpus(events: 12)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    try corpus.scratch.write("manifest.jsonl", corpus.lines.dropFirst().manifest)
    let changed = try Program.run(["reproduce", bundle, "3"])
    #expect(changed.code == 65)
    #expect(
      changed.errors
        == "clipmill: the manifest \(corpus.manifest) has changed since it was planned, so that its"
        + " events may be others (put it back as it was, or resume the export with it)\n")
    try FileManager.default.removeItem(atPath: corpus.manifest)
    let gone = try Program.run(["reproduce", bundle, "3"])
    #expect(gone.code == 66)
    #expect(gone.errors.hasPrefix("clipmill: no manifest at \(corpus.manifest)"))
  }

  @Test
  func `a kept clip is the bundle's own, and the sound around it is in a file beside it`() throws {
    let corpus = try SmallCorpus(events: 60, seed: 9)
    let bundle = corpus.scratch.file("bundle")
    let export = try Program.export(corpus.manifest, bundle)
    #expect(export.code == 0, "\(export.errors)")
    let folder = try corpus.scratch.makeFolder("kept")
    let words = ["reproduce", bundle, "take-1-5", "--keep", "\(folder)/a hit.wav"]
    let result = try Program.run(words)
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      result.output.hasSuffix("kept: \(folder)/a hit.wav\nkept: \(folder)/a hit-around.wav\n"))
    #expect(FolderTree.paths(folder) == ["a hit-around.wav", "a hit.wav"])
    let path = try #require(try ReadBundle(bundle).clips.first { $0.contains("take-1-5__") })
    let own = try Data(contentsOf: URL(filePath: "\(bundle)/\(path)"))
    let kept = try Data(contentsOf: URL(filePath: "\(folder)/a hit.wav"))
    #expect(kept == own)
    // Two seconds more on both sides; the recording has room for them.
    let around = try Data(contentsOf: URL(filePath: "\(folder)/a hit-around.wav"))
    let more = (around.count - kept.count) / 2
    #expect(abs(more - 4 * 44_100) <= 1, "\(more) frames")
    let place = try #require(around.range(of: kept.dropFirst(44)))
    #expect(abs((place.lowerBound - 44) / 2 - 2 * 44_100) <= 1)

    let again = try Program.run(words)
    #expect(again.code == 73)
    #expect(again.errors.contains("exists and is not an empty file, and no other file is replaced"))
    #expect(try Data(contentsOf: URL(filePath: "\(folder)/a hit.wav")) == kept)
  }
}
