import Testing

@testable import Drawing

/// The text on a terminal after a picture was redrawn.
@Suite struct TerminalCodesTests {
  private func picture(_ width: Int, _ moment: Int = 1) -> [String] {
    SampleRun.pictures(namesWorkers: true)[moment].picture.lines(style(width))
  }

  private func style(_ width: Int) -> Style { Style(columns: width - 1, hasColor: true) }

  /// The picture without its codes, as a terminal shows it.
  private func plain(_ width: Int, _ moment: Int = 1) -> [String] {
    SampleRun.pictures(namesWorkers: true)[moment].picture
      .lines(Style(columns: width - 1, hasColor: false))
  }

  private func draw(_ width: Int, _ moment: Int = 1, on terminal: inout VirtualTerminal) {
    terminal.feed(TerminalCodes.block(picture(width, moment), style(width)))
  }

  @Test(arguments: [40, 60, 80, 120, 200], [40, 60, 80, 120, 200])
  func `a picture drawn after a change of width stands alone`(before: Int, after: Int) {
    var terminal = VirtualTerminal(columns: before)
    terminal.feed("$ clipmill export\n")
    draw(before, 0, on: &terminal)
    draw(before, 1, on: &terminal)
    #expect(terminal.text == ["$ clipmill export", ""] + plain(before))
    terminal.resize(to: after)
    draw(after, 1, on: &terminal)
    #expect(terminal.text == ["$ clipmill export", ""] + plain(after))
    terminal.feed(TerminalCodes.erasure)
    #expect(terminal.text == ["$ clipmill export"] && terminal.faults == [])
  }

  @Test func `a picture drawn for a wider terminal does not wrap`() {
    var terminal = VirtualTerminal(columns: 40)
    draw(80, 1, on: &terminal)
    draw(40, 1, on: &terminal)
    #expect(terminal.text == [""] + plain(40))
  }

  @Test func `a line that another program prints stays, and the picture continues below it`() {
    var terminal = VirtualTerminal(columns: 60)
    draw(60, on: &terminal)
    terminal.feed("a line of a decoder\n")
    draw(60, on: &terminal)
    #expect(terminal.text == ["a line of a decoder", ""] + plain(60))
  }

  @Test func `after a stop and a shell's prompt the picture is below them`() {
    var terminal = VirtualTerminal(columns: 60)
    draw(60, on: &terminal)
    terminal.feed(TerminalCodes.erasure + "^Z\n[1]+  Stopped\n$ fg\nclipmill export\n")
    draw(60, on: &terminal)
    #expect(
      terminal.text == ["^Z", "[1]+  Stopped", "$ fg", "clipmill export", ""] + plain(60))
  }

  @Test func `a screen is written once, and then only its changes`() {
    var terminal = VirtualTerminal(columns: 80)
    let style = style(80)
    let first = ["one", "two", "three"]
    terminal.feed(TerminalCodes.screen(first, over: nil, style))
    #expect(terminal.text == first)
    #expect(TerminalCodes.screen(first, over: first, style) == "")
    let second = ["one", "2", "three"]
    let codes = TerminalCodes.screen(second, over: first, style)
    #expect(codes.contains("2") && !codes.contains("one") && !codes.contains("\u{1B}[2J"))
    terminal.feed(codes)
    #expect(terminal.text == second && terminal.faults == [])
  }
}
