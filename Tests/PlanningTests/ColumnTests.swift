import Dataset
import Planning
import TestSupport
import Testing

/// The types of carried fields, as one pass over the manifest finds them.
struct ColumnTests {
  /// A line whose event carries `more`, and its components each theirs.
  private func line(_ id: String, _ more: String = "", _ components: [String] = [""]) -> String {
    let list = components.enumerated().map { #"{"label":"kick-\#($0)"\#($1)}"# }
      .joined(separator: ",")
    return
      #"{"event_id":"\#(id)","audio_path":"a.wav","onset_time":1,"components":[\#(list)]\#(more)}"#
  }

  private func types(
    _ lines: [String], _ options: (inout ExportOptions) -> Void = { _ in }
  ) throws -> [ColumnType] {
    let manifest = PlannedManifest(lines.map { $0 + "\n" }.joined())
    manifest.options.bundle.labelFields = ["v", "w"]
    manifest.options.sources.maxSkipRate = 1
    manifest.options.sources.allowMissing = [""]
    options(&manifest.options)
    let columns = try manifest.plan().summary.columns
    #expect(columns.map(\.name) == ["v", "w"])
    return columns.map(\.type)
  }

  @Test(arguments: [
    (["1", "0.5"], ColumnType.number), (["1", "2"], .integer), (["null", "1e400"], .null),
    (["true", "null"], .boolean), (["true", "1"], .string), (["\"1\"", "1"], .string),
    (["[1]", "[2]"], .string), (["1", "NaN", "2"], .integer), (["1.0"], .number),
  ])
  func `a column has the type of all its values`(values: [String], type: ColumnType) throws {
    let lines = values.enumerated().map { line("\($0)", #","v":\#($1)"#) }
    #expect(try types(lines) == [type, .null])
    #expect(try types(lines.reversed()) == [type, .null])
    #expect(try types([line("x")] + lines + [line("y")]) == [type, .null])
  }

  @Test
  func `a component's own value takes precedence over its event's, which then does not count`()
    throws
  {
    #expect(try types([line("1", #","v":"text""#, [#","v":1"#])]) == [.integer, .null])
    #expect(try types([line("1", #","v":"text""#, [#","v":1"#, ""])]) == [.string, .null])
    #expect(
      try types([line("1", "", [#","v":1,"w":true"#, #","v":2.5"#])]) == [.number, .boolean])
  }

  @Test
  func `events without audio and duplicates decide a type too, but events without a label do not`()
    throws
  {
    let there = line("1", #","v":1"#)
    let missing = line("2", #","v":0.5"#).replacing("a.wav", with: "gone.wav")
    #expect(try types([there, missing]) == [.number, .null])
    #expect(try types([there, line("1", #","v":"again""#)]) == [.string, .null])
    #expect(try types([there, line("2", #","v":"none""#, [])]) == [.integer, .null])
  }

  @Test func `events behind the limit, and those not in a sample, do not decide a type`() throws {
    let lines = [line("1", #","v":1"#), line("2", #","v":2"#), line("3", #","v":0.5"#)]
    #expect(try types(lines) { $0.events.limit = 2 } == [.integer, .null])
    #expect(try types(lines) == [.number, .null])
    // Of three events a sample takes two: the values of the third do not matter.
    let sampled = try (0..<3).map { odd in
      try types((0..<3).map { line("\($0)", #","v":\#($0 == odd ? "0.5" : "1")"#) }) { options in
        options.events.limit = 2
        options.events.sample = .stratified
      }
    }
    #expect(sampled.count { $0 == [.integer, .null] } == 1)
    #expect(sampled.count { $0 == [.number, .null] } == 2)
  }
}
