import Testing

@testable import Drawing

@Suite struct TableTests {
  @Test func `words are aligned left, numbers right, and nothing ends in a space`() {
    let table = Table(
      [.text("label"), .number("count"), .text()], [["ride", "12", "new"], ["kick", "1,234", ""]])
    #expect(table.lines() == ["  label  count", "  ride      12  new", "  kick   1,234"])
  }

  @Test func `a table without headings has no row for them, and a row may end early`() {
    let table = Table([.text(), .number()], [["events", "7"], ["none"]])
    #expect(table.lines() == ["  events  7", "  none"])
  }

  @Test func `a wide character takes two columns`() {
    let table = Table([.text(), .number()], [["鼓", "1"], ["abc", "2"]])
    #expect(table.lines() == ["  鼓   1", "  abc  2"])
  }

  @Test func `names are cut in the middle, the widest first, and not below twelve columns`() {
    let table = Table(
      [.name("set"), .number("events"), .name("path")],
      [["abcdefghijklm", "1234567", "a/long/path/to/recording.wav"]])
    #expect(table.lines(within: 40)[1] == "  abcdefghijklm  1234567  a/lo…rding.wav")
    #expect(table.lines(within: 10)[1] == "  abc…fghijklm  1234567  a/l…ding.wav")
  }

  @Test func `a name of weight 2 keeps twice the width`() {
    let table = Table(
      [.name("set"), .name("path", weight: 2)],
      [["abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyzabcdefghijkl"]])
    #expect(table.lines(within: 44)[1] == "  abcd…stuvwxyz  abcdefgh…uvwxyzabcdefghijkl")
  }

  @Test func `a sentence is wrapped when the names are as narrow as they get`() {
    let rows = [["train/0123456789/abcdefgh.wav", "the digest is another one than stated"]]
    #expect(
      Table([.name("where"), .sentence("what")], rows).lines(within: 50) == [
        "  where         what", "  tra…efgh.wav  the digest is another one than",
        "                stated",
      ])
    #expect(
      Table([.name("where"), .sentence("what", isFirst: true)], rows).lines(within: 60) == [
        "  where                          what",
        "  train/0123456789/abcdefgh.wav  the digest is another one",
        "                                 than stated",
      ])
  }

  @Test func `values are aligned right if all begin with a digit, and are cut at their end`() {
    let table = Table(
      [.value("worker"), .value("heard"), .value("host")],
      [["local-1", "3s ago", "a-very-long-host-name"], ["local-2", "12s ago", "b"]])
    #expect(
      table.lines(within: 35) == [
        "  worker     heard  host", "  local-1   3s ago  a-very-long-ho…", "  local-2  12s ago  b",
      ])
  }

  @Test(arguments: [
    (60, "  a long name of a source set       1      3      5"),
    (40, "  a lon…source set       1      3      5"),
    (32, "  a long …f a source set       1"), (20, "  a l…ce set       1"),
  ])
  func `columns of the highest rank are omitted before the name is cut below sixteen`(
    width: Int, row: String
  ) {
    let table = Table([
      (.name("source set", least: 8), ["a long name of a source set", "b"]),
      (.value("events"), ["1", "22"]), (.value("clips", rank: 1), ["3", "44"]),
      (.value("files", rank: 2), ["5", "66"]), (.value("bytes", rank: 1), ["", ""]),
    ])
    #expect(table.lines(within: width)[1] == row)
    #expect(table.fits(37))
    #expect(!table.fits(36))
  }
}
