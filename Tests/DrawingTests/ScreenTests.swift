import Testing

@testable import Drawing
@testable import Export
@testable import Scheduling

/// The screen of `status --watch`.
@Suite struct ScreenTests {
  private static func style(_ width: Int) -> Style { Style(columns: width - 1, hasColor: false) }

  private static func screen(_ count: Int) -> StatusScreen {
    var screen = StatusScreen(SampleRun.status(workers: count))
    (screen.elapsed, screen.freeBytes) = (1934, 812_000_000_000)
    screen.rates = (0..<90).map { 9000 + Double($0 * 7 % 13) * 300 }
    return screen
  }

  @Test(arguments: [(40, 24), (60, 24), (80, 24), (120, 40), (200, 50)])
  func `a watched run looks as it did, with few workers and with 200`(
    width: Int, rows: Int
  ) throws {
    let pictures = [6, 200].map { count in
      let lines = Self.screen(count).lines(Self.style(width), rows: rows)
      return "\(count) workers at \(width) columns and \(rows) rows\n\n"
        + lines.map { $0.replacing(#/ +$/#, with: "") + "\n" }.joined()
    }
    try Golden.expect("watch-\(width)", pictures.joined(separator: "\n"))
  }

  @Test(arguments: [40, 60, 80, 120, 200], [4, 10, 24, 50])
  func `a screen has as many lines as rows, none too wide, and its keys last`(
    width: Int, rows: Int
  ) {
    for count in [0, 1, 6, 30, 200, 2000] {
      for skipped in [0, 5, 1999] {
        var screen = Self.screen(count)
        screen.skipped = skipped
        let lines = screen.lines(Self.style(width), rows: rows)
        #expect(lines.count == rows)
        #expect(lines.allSatisfy { $0.columns < width }, "\(lines)")
        #expect(lines.last?.hasPrefix("q leave") == true)
      }
    }
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 50)])
  func `all 200 workers are on one screen`(width: Int, rows: Int) {
    let lines = Self.screen(200).lines(Self.style(width), rows: rows)
    let named = lines.joined(separator: " ").matches(of: /node\d+/).count
    let marks = lines.drop { !$0.contains(" more:") }.dropFirst().dropLast()
      .joined().count { !$0.isWhitespace }
    #expect(named + marks == 200, "\(lines)")
  }

  @Test func `workers in trouble come first, the longest silent before the others`() {
    let names = WorkerOrder.trouble.sorted(SampleRun.workers(60)).map(\.name)
    #expect(names.prefix(6) == ["node41", "node17", "node34", "node51", "node1", "node2"])
  }

  @Test func `each key changes what comes first`() {
    let workers = SampleRun.workers(60)
    #expect(WorkerOrder.name.sorted(workers).map(\.name).prefix(2) == ["node1", "node2"])
    #expect(WorkerOrder.host.sorted(workers).map(\.host).prefix(2) == ["rack0", "rack0"])
    #expect(WorkerOrder.rate.sorted(workers).first?.name == "node41")
    #expect(
      WorkerOrder.progress.sorted(workers).first?.percent == workers.compactMap(\.percent).min())
    #expect(Set(WorkerOrder.allCases.map(\.key)).count == WorkerOrder.allCases.count)
  }

  @Test func `a worker's colour is its state's`() {
    let style = Style(columns: 119, hasColor: true)
    let lines = Self.screen(60).lines(style, rows: 80)
    func line(_ name: String) -> String? { lines.first { $0.contains("\(name) ") } }
    #expect(line("node41")?.hasPrefix("\u{1B}[31m") == true)
    #expect(line("node17")?.hasPrefix("\u{1B}[33m") == true)
    #expect(line("node2")?.hasPrefix("\u{1B}[32m") == true)
  }

  @Test func `a minute of 200 workers erases nothing before it is written again`() {
    let style = Self.style(200)
    var shown: [String]?
    for second in 0..<60 {
      var screen = Self.screen(200)
      screen.elapsed = 1934 + second
      for number in screen.status.workers.indices where (number + second) % 3 == 0 {
        screen.status.workers[number].eventsPerSecond += Double(second)
      }
      let lines = screen.lines(style, rows: 50)
      let codes = TerminalCodes.screen(lines, over: shown, style)
      #expect(codes.contains("\u{1B}[2J") == (shown == nil) && !codes.contains("\u{1B}[J"))
      #expect(second == 0 || codes.utf8.count < 12_000, "\(codes.utf8.count)")
      shown = lines
    }
  }

  @Test func `the time left on the disk follows from its room and the rate`() {
    let status = SampleRun.status(workers: 1)
    // 59 GB in 1.2 million events, and 12,345 events a second: 2.2 TB an hour.
    #expect(RoomLeft(status, freeBytes: 4_370_000_000_000).hours == "2.0 h")
    #expect(RoomLeft(status, freeBytes: .max).hours == "over 1,000 h")
    #expect(RoomLeft(StatusDocument(), freeBytes: 1).hours == nil)
  }

  @Test func `the chart is as high as its highest value`() {
    #expect(Sparkline.text([0, 1, 2, 4, 8], columns: 4, .unicode) == "▂▃▅█")
    #expect(Sparkline.text([0, 0], columns: 9, .ascii) == "..")
    #expect(Sparkline.text([], columns: 9, .unicode) == "")
  }
}
