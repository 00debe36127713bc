import Files
import Foundation
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// The drawing on a pseudo-terminal.
@Suite struct WatchTests {
  private static let entry = "\u{1B}[?1049h"
  private static let exit = "\u{1B}[?25h\u{1B}[?1049l"

  /// Runs a command on a terminal of that size, which gets `keys` when the output holds `sign`.
  private func onTerminal(
    _ command: String, columns: Int = 80, rows: Int = 24, in scratch: Scratch,
    locale: String = "C.UTF-8", before: String = ":", after: String = ":"
  ) throws -> (code: Int32?, drawn: String) {
    let drawn = scratch.file("drawn")
    let words =
      "\(before); stty cols \(columns) rows \(rows); \(command); code=$?; \(after); exit $code"
    let result = try RunningProcess(
      ["/usr/bin/script", "-qefc", words, drawn],
      environment: ["TERM": "xterm", "LC_ALL": locale]
    ).wait()
    return (result.code, try String(contentsOfFile: drawn, encoding: .utf8))
  }

  @Test(arguments: [40, 80])
  func `an export draws its picture on a terminal, and leaves nothing of it`(columns: Int) throws {
    let corpus = try SmallCorpus(events: 400)
    let words = Program.exportArguments(
      corpus.manifest, corpus.scratch.file("bundle"), ["--progress", "live"])
    let (code, drawn) = try onTerminal(
      ([Program.clipmill] + words).joined(separator: " "), columns: columns, in: corpus.scratch)
    #expect(code == 0, "\(drawn)")
    let frames = drawn.components(separatedBy: "\u{1B}[?7l").dropFirst()
    #expect(!frames.isEmpty, "\(drawn)")
    for frame in frames {
      let lines = frame.components(separatedBy: "\u{1B}[?7h")[0]
        .replacing(#/\u{1B}\[[0-9;]*[A-Za-z]/#, with: "")
        .split(whereSeparator: \.isNewline)
      #expect(lines.allSatisfy { $0.count < columns }, "\(lines)")
      let first = lines.drop { $0.allSatisfy(\.isWhitespace) }.first ?? ""
      #expect(first.contains("%") && first.contains("/s"), "\(lines)")
    }
    let last = try #require(drawn.components(separatedBy: "\u{1B}[J").last)
    #expect(!last.contains("█") && last.contains("400"), "\(last)")
  }

  @Test(arguments: ["q", "\\003", "\\033"])
  func `a watched run fills the screen, and a key restores the terminal`(key: String) throws {
    let run = try NetworkRun()
    #expect(try run.waits { $0.source == "live" })
    let scratch = try Scratch()
    let keys = ["--key", run.keys.secretKey(of: .reader("r")), "--server-key", run.keys.serverKey]
    let status = ([Program.clipmill, "status", run.bundle, "--watch"] + keys)
      .joined(separator: " ")
    // The terminal of the command is fed by another process, when the screen has been taken.
    let feed =
      "stty -a >\(scratch.file("before")); tty >\(scratch.file("tty"))"
    let (code, drawn) = try typed(key, status, feed, scratch)
    #expect(key == "\\003" ? code == 130 : code == 0, "\(drawn)")
    #expect(drawn.contains(Self.entry) && drawn.contains("no workers"), "\(drawn)")
    #expect(drawn.contains("q leave"), "\(drawn)")
    let rest = try #require(drawn.components(separatedBy: Self.exit).last)
    #expect(drawn.contains(Self.exit) && !rest.contains("q leave"), "\(drawn)")
    let before = try String(contentsOfFile: scratch.file("before"), encoding: .utf8)
    let after = try String(contentsOfFile: scratch.file("after"), encoding: .utf8)
    #expect(before == after)
  }

  /// Types a key as soon as the screen has been drawn.
  private func typed(
    _ key: String, _ command: String, _ before: String, _ scratch: Scratch
  ) throws -> (code: Int32?, drawn: String) {
    let drawn = scratch.file("drawn")
    let script =
      "stty cols 80 rows 24; \(before); \(command); code=$?; stty -a >\(scratch.file("after"));"
      + " exit $code"
    let words =
      "(until grep -q 'q leave' \(drawn) 2>&1; do sleep 0.1; done; printf '\(key)') |"
      + " exec /usr/bin/script -qefc '\(script)' \(drawn)"
    let result = try RunningProcess(
      ["/bin/bash", "-c", words], environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8"]
    ).wait()
    return (result.code, try String(contentsOfFile: drawn, encoding: .utf8))
  }
}
