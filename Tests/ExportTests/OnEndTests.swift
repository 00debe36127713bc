import Foundation
import Glibc
import TestSupport
import Testing

/// The command of `--on-end`.
@Suite
struct OnEndTests {
  private let corpus: SmallCorpus
  private let bundle: String
  private let told: String

  init() throws {
    corpus = try SmallCorpus(events: 12, seed: 3)
    bundle = corpus.scratch.file("bundle")
    told = corpus.scratch.file("told")
  }

  /// A command that writes its variables into a file.
  private var tells: String { "env >\(told)" }

  private func export(
    _ manifest: String, _ command: String, _ flags: [String] = [],
    environment: [String: String] = [:]
  ) throws -> ProcessResult {
    try Program.export(manifest, bundle, ["--on-end", command] + flags, environment: environment)
  }

  /// What the command was told, by names without `CLIPMILL_`.
  private func variables() throws -> [String: String] {
    let text = try String(contentsOfFile: told, encoding: .utf8)
    let pairs = text.split(separator: "\n").filter { $0.hasPrefix("CLIPMILL_") }.map { line in
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0].dropFirst("CLIPMILL_".count)), String(parts[1]))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private var metadata: ReadJSON {
    get throws { try ReadJSON(Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))) }
  }

  @Test
  func `a command is told how a run ended, its bundle, digest and summary`() throws {
    let result = try export(corpus.manifest, "\(tells); echo heard", ["--json"])
    #expect(result.code == 0 && result.errors == "heard\n", "\(result.errors)")
    #expect(result.output.hasPrefix("{"))
    let variables = try variables()
    #expect(variables["OUTCOME"] == "complete" && variables["EXIT_CODE"] == "0")
    #expect(variables["BUNDLE"] == bundle)
    #expect(try variables["DIGEST"] == metadata["bundle_digest"].string)
    #expect(variables["SUMMARY"] == "\(bundle)/metadata.json" && variables["MESSAGE"] == "")
  }

  @Test
  func `the summary is the one that was asked for, and the bundle keeps nothing of the command`()
    throws
  {
    let summary = corpus.scratch.file("summary.json")
    #expect(try export(corpus.manifest, tells, ["--summary-json", summary]).code == 0)
    #expect(try variables()["SUMMARY"] == summary)
    let plain = corpus.scratch.file("plain")
    #expect(try Program.export(corpus.manifest, plain).code == 0)
    let digest = try ReadJSON(Data(contentsOf: URL(filePath: "\(plain)/metadata.json")))
    #expect(try metadata["bundle_digest"].string == digest["bundle_digest"].string)
    #expect(try metadata["options"].keys == digest["options"].keys)
  }

  @Test
  func `a failure is told, with its exit code and without a digest`() throws {
    let result = try export(corpus.scratch.file("nowhere.jsonl"), tells)
    #expect(result.code == 66)
    let variables = try variables()
    #expect(variables["OUTCOME"] == "failed" && variables["EXIT_CODE"] == "66")
    #expect(variables["DIGEST"] == "" && variables["SUMMARY"] == "")
    let message = try #require(variables["MESSAGE"])
    #expect(message.contains("nowhere.jsonl") && result.errors == "clipmill: \(message)\n")
  }

  /// The command that `cluster/README.md` prints.
  private func printed() throws -> String {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../cluster/README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let rest = try #require(text.range(of: "`--on-end '")).upperBound
    return String(text[rest...].prefix { $0 != "'" })
  }

  @Test(arguments: [true, false])
  func `the mail of cluster README is sent after a success and after a failure`(
    succeeds: Bool
  ) throws {
    let programs = try corpus.scratch.makeFolder("bin")
    let mail = "#!/bin/sh\nprintf '%s\\n' \"$@\" >'\(told)'\nwc -c >>'\(told)'\n"
    try mail.write(toFile: "\(programs)/mail", atomically: false, encoding: .utf8)
    chmod("\(programs)/mail", 0o755)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let manifest = succeeds ? corpus.manifest : corpus.scratch.file("nowhere.jsonl")
    let result = try export(manifest, printed(), environment: ["PATH": "\(programs):\(path)"])
    #expect(result.code == (succeeds ? 0 : 66) && !result.errors.contains("warning"))
    let lines = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n")
    let word = succeeds ? "complete" : "failed"
    #expect(lines.dropLast() == ["-s", "\(word): \(bundle)", "me"])
    #expect((lines.last == "0") == !succeeds)
  }

  @Test
  func `a run that is interrupted tells so`() throws {
    let process = try Program.startExport(
      corpus.manifest, bundle, ["--on-end", tells, "--shard-events", "1"],
      environment: Harm.environment(of: "slow", ["FAULTS_SLOW": "50"]))
    #expect(
      try process.waits { FileManager.default.fileExists(atPath: "\(bundle)/.clipmill/journal.1") })
    process.send(SIGTERM)
    #expect(try process.wait().code == 75)
    let variables = try variables()
    #expect(variables["OUTCOME"] == "interrupted" && variables["EXIT_CODE"] == "75")
  }

  @Test(arguments: [
    ("exit 3", "ended with exit code 3"), ("kill -9 $$", "was ended by signal 9"),
  ])
  func `a command that fails is said, and changes nothing`(command: String, words: String) throws {
    let result = try export(corpus.manifest, command)
    #expect(result.code == 0)
    #expect(result.errors == "clipmill: warning: the command of --on-end \(words)\n")
  }

  @Test
  func `a command that hangs is killed with all that it started`() throws {
    let result = try export(
      corpus.manifest, "sleep 1000 & sleep 1000", ["--on-end-limit", "1s"])
    #expect(result.code == 0 && result.leftovers == [])
    let words = "the command of --on-end took more than 1s and was killed"
    #expect(result.errors == "clipmill: warning: \(words)\n")
  }

  @Test
  func `what a command leaves in the background ends with it`() throws {
    let result = try export(corpus.manifest, "sleep 1000 &")
    #expect(result.code == 0 && result.errors == "" && result.leftovers == [])
  }

  @Test
  func `a command sees no secret of Clipmill, and not the socket of a service manager`() throws {
    let environment = [
      "CLIPMILL_HTTP_TOKEN": "hidden", "CLIPMILL_DIGEST": "another", "MINE": "seen",
      "NOTIFY_SOCKET": corpus.scratch.file("none"),
    ]
    #expect(try export(corpus.manifest, tells, environment: environment).code == 0)
    let text = try String(contentsOfFile: told, encoding: .utf8)
    #expect(!text.contains("hidden") && !text.contains("NOTIFY_SOCKET"))
    #expect(text.contains("MINE=seen"))
    #expect(try variables()["DIGEST"] == metadata["bundle_digest"].string)
    // The run fails before it has heard of a manager.
    let early = try export(
      corpus.manifest, tells, ["--overwrite", "--taxonomy", "/none"], environment: environment)
    #expect(early.code == 66, "\(early.errors)")
    #expect(try !String(contentsOfFile: told, encoding: .utf8).contains("NOTIFY_SOCKET"))
  }

  @Test
  func `a verification makes no run, so that there is no end of one`() throws {
    let result = try export(corpus.manifest, tells, ["--verify-only"])
    #expect(result.code == 64)
    #expect(result.errors.contains("--on-end belongs to a run, and --verify-only makes none"))
  }
}
