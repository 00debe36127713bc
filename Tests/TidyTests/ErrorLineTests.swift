import Foundation
import Testing

/// Lines that no test can bring about, and why.
private let beyondTests: [String: [String]] = [
  "the system would have to refuse what it grants to every process": [
    "map", "watch for", "log to", "position in",
    "cut the torn tail of", "sync", "finish writing", "publish", "link", "a progress page",
    "poll", "receive", "end", "the messaging context", "a key check", "answer",
  ],
  "a file system or its server would have to fail at one look": [
    "could not look for audio under", "see the workers' logs: clipmill status names them",
  ],
  "libzmq would have to break its word": [
    "trust", "a stranger's key was neither refused nor admitted within", "a CURVE key pair",
    "libzmq returned no Z85", "install a build with it (Debian: libzmq5",
    "a socket is still open after", "the thread that checks keys has ended",
    "the thread that checks keys has ended; nobody can come in (resume", "the question was lost",
  ],
  "a file whose digest or checksum fits would have to hold something else": [
    "its last line is not a summary", "has clips, and its shard has no tar",
    "it states no checksum of its tar",
    "it is not the document expected there",
  ],
  "only another user's file is like that, and the tests may be root": [
    "we may not read it; run: chown"
  ],
  "two processes would have to meet within microseconds, or in hours": [
    "changed while it was merged: an earlier run still writes (stop it, then resume with --deep",
    "no progress on", "are gone again", "was removed while it was worked on (export it again",
  ],
]

/// The texts of all tests but this one's, with literals that are joined by `+` made one.
private func testTexts() throws -> String {
  try Project.swiftFiles()
    .filter { $0.path.hasPrefix("Tests/") && !$0.name.hasPrefix("ErrorLine") }
    .map { $0.lines.joined(separator: "\n") }.joined(separator: "\n")
    .replacing(/"#?\s*\+\s*#?"/, with: "").replacing(#"\""#, with: "\"")
}

/// Every error line of the sources, once.
private func errorLines() throws -> [ErrorLine] {
  var seen: Set<ErrorLine> = []
  return try Project.sources().filter { $0.module != "Scheduling" }
    .flatMap(ErrorLine.lines).filter { seen.insert($0).inserted }
}

@Test
func `every error line is read by a test, or listed as one that no test can cause`() throws {
  let texts = try testTexts()
  let lines = try errorLines()
  let unread = lines.filter { !$0.isRead(in: texts) }.map(\.words)
  let excused = Set(beyondTests.values.flatMap { $0 })
  expectNone(unread.filter { !excused.contains($0) }.map { "no test reads: \($0)" })
  let idle = excused.subtracting(unread).sorted()
  expectNone(idle.map { "a test reads it, or nothing says it any more: \($0)" })
  print("\(lines.count) error lines, \(lines.count - unread.count) of them read by a test")
  #expect(lines.count > 200)
}

@Test
func `error lines are found without their values, and joined if they are broken`() {
  let source = #"""
    func refusal(_ a: Int) -> RunFailure {
      RunFailure(
        .output,
        "the disk of \(names.map { "\($0)!" }) is"
          + " full for now (make \"room\", then resume)")
    }
    // RunFailure(.usage, "not this one here")
    throw StorageError("write", path, code: errno)
    """#
  let lines = ErrorLine.lines(in: SourceFile(path: "a.swift", text: source))
  #expect(lines.map(\.words) == ["is full for now (make", "write"])
  #expect(lines.map(\.isOperation) == [false, true])
  #expect(lines[0].isRead(in: "x is full for now (make y"))
  #expect(!lines[0].isRead(in: "x is full for now, make"))
  #expect(lines[1].isRead(in: "could not write a") && !lines[1].isRead(in: "write a"))
}
