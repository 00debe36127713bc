import Testing

@testable import Drawing
@testable import Export

/// The live picture of an export: a function of a state and a width.
@Suite struct PictureTests {
  private static let widths = [40, 60, 80, 120, 200]

  /// On a terminal so wide, whose last column stays free.
  private static func style(_ width: Int, _ glyphs: Glyphs = .unicode) -> Style {
    Style(columns: width - 1, hasColor: false, glyphs: glyphs)
  }

  @Test(arguments: widths)
  func `an export looks as it did at three moments`(width: Int) throws {
    for namesWorkers in [false, true] {
      let moments = SampleRun.pictures(namesWorkers: namesWorkers).map { moment, picture in
        "\(moment) at \(width) columns\n\n"
          + picture.lines(Self.style(width)).map { $0 + "\n" }.joined()
      }
      try Golden.expect(
        "\(namesWorkers ? "coordinator" : "export")-\(width)", moments.joined(separator: "\n"))
    }
  }

  @Test(arguments: 40...200)
  func `the first line has percent, time so far, time left and rate at any width`(
    width: Int
  ) throws {
    for (moment, picture) in SampleRun.pictures(namesWorkers: true) {
      let lines = picture.lines(Self.style(width))
      let first = try #require(lines.first)
      #expect(first.contains(#/^\d+%/#) && first.contains(#/\ds, /#), "\(moment): \(first)")
      #expect(first.contains(" left, ") && first.contains("/s"), "\(moment): \(first)")
      #expect(lines.allSatisfy { $0.columns < width }, "\(moment): \(lines)")
    }
  }

  @Test func `the longest first line fits into 39 columns`() {
    var head = HeadLine(unit: "events")
    head.percent = 100
    (head.elapsed, head.left, head.rate) = (99 * 86_400, 400_000 * 86_400, 1_234_567)
    #expect(head.text(within: 39).columns <= 39)
    #expect(head.text(within: 39) == "100% 99d 0h, 99999d left, 1.2M/s")
    (head.elapsed, head.left, head.rate) = (3600 * 99 + 3599, 3600 * 99 + 3599, 999_499)
    #expect(head.text(within: 39).columns <= 39)
  }

  @Test func `unknown figures are shown as unknown, not made up`() {
    let head = HeadLine(unit: "clips")
    #expect(head.text(within: 80) == "?% after ?, time left unknown, 0 clips/s")
  }

  @Test func `without UTF-8 a picture is ASCII, even if it is cut`() throws {
    let style = Self.style(40, .ascii)
    for (_, var picture) in SampleRun.pictures(namesWorkers: true) {
      picture.counters.append(.init("in", String(repeating: "long", count: 20)))
      for line in picture.lines(style) {
        #expect(style.shown(line).utf8.allSatisfy { $0 < 0x80 }, "\(line)")
      }
    }
  }

  @Test func `without colour no line holds a code, with it every code ends`() {
    for (_, picture) in SampleRun.pictures(namesWorkers: true) {
      #expect(!picture.lines(Self.style(80)).joined().contains("\u{1B}"))
      let style = Style(columns: 79, hasColor: true)
      for line in picture.lines(style) where line.contains("\u{1B}") {
        #expect(style.shown(line).hasSuffix("\u{1B}[0m") || line.contains("\u{1B}[0m "), "\(line)")
      }
    }
  }

  @Test func `on one machine workers are not mentioned`() {
    for (_, picture) in SampleRun.pictures(namesWorkers: false) {
      let text = (picture.lines(Self.style(80)) + [picture.plain]).joined()
      #expect(!text.contains("worker"), "\(text)")
    }
  }

  @Test func `merging has its own share while shards are still rendered`() throws {
    let course = SampleRun.pictures(namesWorkers: false)[1]
    #expect(course.moment == "rendering")
    let lines = course.picture.lines(Self.style(80))
    #expect(lines.contains { $0.hasPrefix("rendering") && $0.hasSuffix(" 45%") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("merging") && $0.hasSuffix(" 39%") }, "\(lines)")
    #expect(course.picture.plain.hasPrefix("rendering: 45%"))
  }

  @Test func `a plain line says a delay without its name`() {
    var status = SampleRun.status(workers: 1)
    status.troubles = ["cannot read /data"]
    let step = RunStep.rendering(status, left: nil, namesWorkers: true)
    var course = Course(phases: [step.phase], at: 0)
    course.reach(step, at: 1000)
    #expect(course.picture(at: 1000)?.plain.hasSuffix("; waiting: cannot read /data") == true)
  }

  @Test func `clips and skipped events of shards that still run count`() throws {
    var status = SampleRun.status(workers: 1)
    let words = RunStep.rendering(status, left: nil, namesWorkers: false).counters
    #expect(words.contains(.init("clips", "2,462,000")))
    #expect(words.contains(.init("faults", "1,234 skipped, 3 quarantined", .warning)))
    (status.clips.running, status.events.skippedRunning) = (nil, nil)
    let older = RunStep.rendering(status, left: nil, namesWorkers: false).counters
    #expect(older.contains(.init("clips", "2,400,000")))
  }

  @Test func `a line comes every ten seconds at first, later every minute`() {
    var pace = PlainPace(at: 5000)
    let due = (5...400).filter { pace.isDue(at: $0 * 1000) }
    #expect(due == Array(stride(from: 15, through: 125, by: 10)) + [185, 245, 305, 365])
  }
}
