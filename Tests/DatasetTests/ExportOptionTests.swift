import Dataset
import Foundation
import Testing

private func given(_ flags: [(ExportOption, [String])]) throws -> GivenOptions {
  try flags.reduce(into: GivenOptions()) { try $0.read($1.1, as: $1.0) }
}

private func recorded(_ options: ExportOptions) throws -> [String: Any] {
  let data = try JSONEncoder().encode(options)
  return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

@Test func `every field of the options has its entry in the table`() {
  let fields = Mirror(reflecting: ExportOptions()).children.flatMap {
    Mirror(reflecting: $0.value).children
  }
  #expect(fields.count == ExportOption.all.count)
  #expect(Set(ExportOption.all.map(\.flag)).count == ExportOption.all.count)
  #expect(Set(ExportOption.all.map(\.key)).count == ExportOption.all.count)
}

/// A value other than the default for each option.
private let others: [(option: ExportOption, texts: [String], recorded: String)] = [
  (.audioRoot, ["/a"], "/a"), (.audioRootMap, ["x=/b", "x=/c"], "[{"),
  (.allowOutsideRoots, [], "true"), (.allowMissingSource, ["x", ""], #"["x",""]"#),
  (.sampleRate, ["8000"], "8000"), (.valRatio, ["0.5"], "0.5"), (.padTo, ["0.25"], "0.25"),
  (.resampleEdges, ["isolated"], "isolated"), (.clipFanout, ["0"], "0"),
  (.format, ["flac"], "flac"), (.layout, ["tar"], "tar"), (.tarClips, ["12"], "12"),
  (.limit, ["9"], "9"), (.sample, ["stratified"], "stratified"),
  (.field, ["onset_time=a.b"], "[{"), (.defaultOnset, ["0"], "0"),
  (.labelField, ["a", "b"], #"["a","b"]"#), (.taxonomy, ["kick"], #"["kick"]"#),
  (.onBadLine, ["skip"], "skip"), (.maxSkipRate, ["1"], "1"), (.maxQuarantined, ["3"], "3"),
  (.shardEvents, ["7"], "7"), (.checksums, [], "true"), (.noLinkIdentical, [], "false"),
  (.noHf, [], "false"),
]

@Test(arguments: others.indices)
func `a given value is recorded under its key, read back, and changes nothing else`(
  index: Int
) throws {
  let (option, texts, value) = others[index]
  #expect(others.map(\.option.flag) == ExportOption.all.map(\.flag))
  let options = try given([(option, texts)]).fresh
  let data = try JSONEncoder().encode(options)
  #expect(try JSONDecoder().decode(ExportOptions.self, from: data) == options)
  let (record, plain) = (try recorded(options), try recorded(ExportOptions()))
  #expect(Set(record.keys) == Set(ExportOption.all.map(\.key)))
  #expect(record.keys.filter { "\(record[$0] ?? "")" != "\(plain[$0] ?? "")" } == [option.key])
  let text = String(decoding: data, as: UTF8.self).replacing("\\/", with: "/")
  #expect(
    text.contains("\"\(option.key)\":\(value)") || text.contains("\"\(option.key)\":\"\(value)\""))
}

@Test func `an option that a record does not name has its default`() throws {
  let text = Data(#"{"sample_rate":8000,"of_the_future":1}"#.utf8)
  var options = ExportOptions()
  options.clips.sampleRate = 8000
  #expect(try JSONDecoder().decode(ExportOptions.self, from: text) == options)
}

@Test(arguments: [
  (ExportOption.sampleRate, "768001", "--sample-rate takes 1 to 768000 Hz, not 768001"),
  (.sampleRate, "1.5", "The value '1.5' is invalid for '--sample-rate <hz>'"),
  (.valRatio, "nan", "--val-ratio takes 0 to 1, not nan"),
  (.padTo, "none", "The value 'none' is invalid for '--pad-to <seconds>'"),
  (.limit, "0", "--limit takes 1 or more events, or none, not 0"),
  (.clipFanout, "x", "--clip-fanout takes 0 to 4, or auto, not x"),
  (.clipFanout, "-1", "--clip-fanout takes 0 to 4, or auto, not -1"),
  (.audioRoot, "", "--audio-root takes a folder, not an empty name"),
  (.audioRootMap, "a=", "--audio-root-map takes SOURCE=PATH, not a="),
  (
    .format, "mp3",
    "The value 'mp3' is invalid for '--format <format>'. Please provide one of 'wav' and 'flac'."
  ),
])
func `a value that an option does not take is refused in words`(
  option: ExportOption, text: String, words: String
) {
  #expect {
    _ = try given([(option, [text])])
  } throws: {
    "\($0)" == words
  }
}

@Test func `the table decides about an option that is given again on a resume`() throws {
  for (option, texts, _) in others {
    let resumed = try given([(option, texts)])
    let differences = resumed.differences(from: ExportOptions())
    #expect((differences != []) == (option.onResume == .fixed), "\(option.flag)")
    #expect(differences.allSatisfy { $0.hasPrefix(option.flag) })
    let changes = resumed.resumed(ExportOptions()) != ExportOptions()
    #expect(changes == (option.onResume == .replaces), "\(option.flag)")
    #expect(resumed.differences(from: resumed.fresh) == [])
  }
}

@Test(arguments: [
  (ExportOption.sampleRate, ["8000"], "--sample-rate 8000, recorded 44100"),
  (.padTo, ["1"], "--pad-to 1.0, recorded none"),
  (.clipFanout, ["2"], "--clip-fanout 2, recorded auto"),
  (.noHf, [], "--no-hf true, recorded false"), (.checksums, [], "--checksums true, recorded false"),
  (.labelField, ["a", "b"], "--label-field a, b, recorded none"),
  (
    .taxonomy, ["kick"],
    "--taxonomy of 1 labels, recorded none, not the same in the same order"
  ),
])
func `a value that differs from the one on record is named with both`(
  option: ExportOption, texts: [String], words: String
) throws {
  #expect(try given([(option, texts)]).differences(from: ExportOptions()) == [words])
}

@Test func `an option that is not given does not differ from the one on record`() throws {
  var options = ExportOptions()
  options.bundle.clipFanout = 3
  #expect(try given([(.clipFanout, ["auto"])]).differences(from: options) == [])
}

@Test func `another limit is a difference if the sample is stratified`() throws {
  let recorded = try given([(.limit, ["40"]), (.sample, ["stratified"])]).fresh
  #expect(
    try given([(.limit, ["none"])]).differences(from: recorded)
      == ["--limit none with --sample stratified, recorded 40"])
  #expect(try given([(.limit, ["40"])]).differences(from: recorded) == [])
  #expect(
    try given([(.limit, ["41"]), (.sample, ["first"])]).differences(from: recorded)
      == ["--sample first, recorded stratified"])
}

@Test func `roots given again replace those of their source, and names are added`() throws {
  let recorded = try given([
    (.audioRootMap, ["a=/1", "b=/2", "a=/3"]), (.allowMissingSource, ["x", "y", "x"]),
    (.audioRoot, ["/0"]),
  ]).fresh
  #expect(recorded.sources.allowMissing == ["x", "y"])
  let resumed = try given([
    (.audioRootMap, ["a=/4"]), (.allowMissingSource, ["z", "x"]), (.limit, ["none"]),
  ]).resumed(recorded)
  #expect(resumed.sources.rootMap.map(\.description) == ["b=/2", "a=/4"])
  #expect(resumed.sources.allowMissing == ["x", "y", "z"])
  #expect(resumed.sources.audioRoot == "/0")
}
