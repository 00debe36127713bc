import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// The tables of `clipmill status` on terminals of several widths.
@Suite struct StatusTableTests {
  /// The lines for this status on a terminal so wide.
  private func lines(_ status: StatusDocument, columns: Int) throws -> [String] {
    let scratch = try Scratch()
    try scratch.write("bundle/.clipmill/status.json", String(decoding: status.json, as: UTF8.self))
    let command = "\(Program.clipmill) status \(scratch.file("bundle"))"
    let result = try RunningProcess([
      "/usr/bin/script", "-qec", "stty cols \(columns) rows 50; \(command)", "/dev/null",
    ]).wait()
    #expect(result.code == 0, "\(result.errors)")
    return result.output.replacing(/\u{1B}\[\d*m/, with: "").split(separator: "\r\n").map(
      String.init)
  }

  /// The lines, each without the spaces around and between its words.
  private func words(_ status: StatusDocument, columns: Int) throws -> [String] {
    try lines(status, columns: columns).map { $0.split(separator: " ").joined(separator: " ") }
  }

  private static func clips(_ done: Int, _ left: Int) -> StatusDocument.Clips {
    StatusDocument.Clips(
      done: done, planned: done + left, left: left, seconds: Double(done),
      secondsLeft: Double(left),
      bytes: done * 1000, bytesLeft: left * 1000,
      events: StatusDocument.Portion(total: done + left, done: done, left: left))
  }

  private static func source(_ name: String, scale: Int = 1) -> StatusDocument.Source {
    StatusDocument.Source(
      name: name, events: 50 * scale, files: 7 * scale, filesFound: 6 * scale,
      eventsMissing: 3 * scale, done: 40 * scale, left: 10 * scale, clips: 60 * scale,
      clipsPlanned: 75 * scale, clipsLeft: 15 * scale, seconds: Double(30 * scale),
      secondsLeft: Double(8 * scale), bytes: 2000 * scale, bytesLeft: 500 * scale)
  }

  private static func status(_ sources: [StatusDocument.Source], scale: Int = 1) -> StatusDocument {
    var status = StatusDocument()
    status.state = "interrupted"
    (status.events.done, status.events.left) = (4 * scale, 6 * scale)
    status.events.total = 10 * scale
    status.clips = clips(5 * scale, 7 * scale)
    status.train = clips(3 * scale, 6 * scale)
    status.val = clips(2 * scale, scale)
    status.sources = sources
    return status
  }

  @Test
  func `events, clips, audio and bytes are side by side, done and left, for each split`()
    throws
  {
    let status = Self.status([])
    let narrow = try words(status, columns: 60)
    #expect(narrow.contains("done left train left val left"), "\(narrow)")
    #expect(narrow.contains("events 4 6 3 6 2 1"), "\(narrow)")
    #expect(narrow.contains("clips 5 7 3 6 2 1"), "\(narrow)")
    #expect(narrow.contains("audio 5.00s 7.00s 3.00s 6.00s 2.00s 1.00s"), "\(narrow)")
    #expect(narrow.contains("bytes 5.0 kB 7.0 kB 3.0 kB 6.0 kB 2.0 kB 1.0 kB"), "\(narrow)")
    let wide = try words(status, columns: 140)
    #expect(wide.contains("events 4 6 10 3 6 9 2 1 3"), "\(wide)")
    let tiny = try words(status, columns: 44)
    #expect(tiny.contains("done left"), "\(tiny)")
    #expect(tiny.contains("val clips 2 1"), "\(tiny)")
  }

  @Test(arguments: [60, 80, 140])
  func `no figure of a large run is cut, and no line is wider than the terminal`(columns: Int)
    throws
  {
    let status = Self.status([Self.source("a", scale: 10_000_000)], scale: 100_000_000)
    let lines = try lines(status, columns: columns)
    #expect(lines.allSatisfy { $0.count <= columns }, "\(lines)")
    #expect(lines.dropFirst().allSatisfy { !$0.contains("…") }, "\(lines)")
    let digits = lines.joined().filter { $0.isNumber || $0 == " " }
    #expect(digits.contains("400000000") && digits.contains("600000000"), "\(lines)")
    #expect(digits.contains("400000000 ") && digits.contains("100000000"), "\(lines)")
  }

  @Test func `a source set shows what is done and left, as far as there is room`() throws {
    let status = Self.status([Self.source("a")])
    #expect(
      try words(status, columns: 140).suffix(2) == [
        "source set events left clips left audio left bytes left missing files found",
        "a 40 10 60 15 30.00s 8.00s 2.0 kB 500 B 3 7 6",
      ])
    #expect(
      try words(status, columns: 80).suffix(2) == [
        "source set events left clips left audio left bytes left missing",
        "a 40 10 60 15 30.00s 8.00s 2.0 kB 500 B 3",
      ])
    #expect(
      try words(status, columns: 44).suffix(2) == [
        "source set events left missing", "a 40 10 3",
      ])
  }

  @Test(arguments: [1, 3, 30, 60], [80, 140])
  func `names of source sets neither widen the table nor hide its figures`(
    count: Int, columns: Int
  ) throws {
    let names = [
      "plain", "", "\u{1B}[2Jx\ny", String(repeating: "long-", count: 60), "鼓のセット鼓のセット鼓のセット鼓",
      "\u{202E}rtl", "🥁🥁🥁🥁🥁🥁🥁🥁🥁🥁", "e\u{301}e\u{301}",
    ]
    let sources = (0..<count).map { Self.source(names[$0 % names.count], scale: 1 + $0 * 1000) }
    let lines = try lines(Self.status(sources), columns: columns)
    let rows = try #require(lines.firstIndex { $0.hasPrefix("Source sets") })
    #expect(lines.count == rows + 2 + min(count, 40) + (count > 40 ? 1 : 0), "\(lines)")
    for line in lines[(rows + 1)...] {
      let wide = line.count { "鼓のセット🥁".contains($0) }
      #expect(line.count + wide <= columns, "\(line)")
      #expect(
        line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(line)")
    }
    #expect(lines[rows + 2].contains(" 40 "), "\(lines)")
    #expect(count <= 40 || lines.last == "  and 20 more", "\(lines)")
  }
}
