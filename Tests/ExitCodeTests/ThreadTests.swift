import TestSupport
import Testing

/// Commands with so few threads allowed that the work cannot start.
struct ThreadTests {
  private let corpus: SmallCorpus

  init() throws { corpus = try SmallCorpus(events: 2) }

  private func run(_ words: [String], threads: Int) throws -> ProcessResult {
    try RunningProcess(
      Rights.ofNobody + ["/usr/bin/prlimit", "--nproc=\(threads)", Program.clipmill] + words,
      in: corpus.scratch.path
    ).wait()
  }

  private static let remedy =
    "this user or container may have no more threads (raise ulimit -u or pids.max, or use fewer"
    + " --workers)"

  @Test(arguments: [1, 2, 4, 8])
  func `an export with too few threads says so and begins nothing`(threads: Int)
    throws
  {
    let bundle = corpus.scratch.file("bundle")
    let result = try run(
      ["export", corpus.manifest, bundle, "--workers", "2", "--progress", "none"], threads: threads)
    #expect(result.code == 75, "\(result.errors)")
    #expect(result.signal == nil)
    expectLine(result, "could not start 15 threads and processes, only…: \(Self.remedy)")
    #expect(result.leftovers == [])
  }

  @Test(arguments: [65536, 131_072, 1_000_000])
  func `a stack that may not become large enough is reported at once`(bytes: Int) throws {
    for words in [["--version"], ["export", corpus.manifest, corpus.scratch.file("b")]] {
      let result = try RunningProcess(
        ["/usr/bin/prlimit", "--stack=\(bytes)", Program.clipmill] + words
      ).wait()
      #expect(result.code == 75, "\(result.signal ?? 0): \(result.errors)")
      expectLine(
        result, "the stack may have less than 1 MiB here (raise ulimit -s to 1024 or more)")
    }
  }

  @Test
  func `a soft limit of the stack is raised if the hard one allows it`() throws {
    let result = try RunningProcess(
      ["/usr/bin/prlimit", "--stack=131072:", Program.clipmill]
        + Program.exportArguments(corpus.manifest, corpus.scratch.file("b"))
    ).wait()
    #expect(result.code == 0, "\(result.errors)")
  }

  @Test(arguments: [
    ["worker", "--connect", "ipc:///tmp/nowhere", "--slots", "2"],
    ["coordinator", "manifest.jsonl", "b", "--bind", "tcp://127.0.0.1:*", "--progress", "none"],
    ["status", "--connect", "ipc:///tmp/nowhere"],
    ["checksums", "tree", "SUMS", "--progress", "none"],
  ])
  func `every command that needs threads names them`(words: [String]) throws {
    _ = try corpus.scratch.write("tree/a", "a")
    let result = try run(words, threads: 1)
    #expect(result.code == 75, "\(words): \(result.errors)")
    expectLine(result, "could not start …: \(Self.remedy)")
  }
}
