import Dataset
import Planning
import Survey
import Testing

private func taxonomy() -> Taxonomy {
  var taxonomy = Taxonomy()
  for label in ["kick", "snare", "hihat_closed", "tom_low"] { taxonomy.add(Text(label)) }
  taxonomy.add(alias: "bass_drum", for: "kick")
  return taxonomy
}

@Test
func `labels outside the taxonomy come with the nearest known one, an alias's label included`()
  throws
{
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("1", labels: ["kick", "Snare", "hihat-closd", "bas_drum"])
  corpus.add("2", labels: ["bass_drum", "vibraslap", "Snare"])
  let report = try corpus.verify(taxonomy: taxonomy())
  let unknown = try #require(report.taxonomy?.unknown)
  #expect(unknown.map(\.label) == ["Snare", "hihat-closd", "bas_drum", "vibraslap"])
  #expect(unknown.map(\.count) == [2, 1, 1, 1])
  #expect(unknown.map(\.suggestion) == ["snare", "hihat_closed", "kick", nil])
  #expect(report.taxonomy?.aliases.map(\.name) == ["bass_drum"])
  #expect(report.taxonomy?.aliases.map(\.label) == ["kick"])
  #expect(report.examples[.unknownLabel].map(\.detail).first == "Snare")
}

@Test
func `a manifest with labels outside the taxonomy is not ready`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("1", labels: ["vibraslap"])
  let readiness = try corpus.verify(taxonomy: taxonomy()).readiness
  #expect(readiness.verdict == "Not ready: 1 label outside the taxonomy")
  #expect(try corpus.verify().readiness.verdict == "Ready to export")
}

@Test
func `without a taxonomy no label is outside it`() throws {
  let corpus = try Corpus()
  corpus.add("1", labels: ["vibraslap"])
  let report = try corpus.verify()
  #expect(report.taxonomy == nil)
  #expect(report.examples[.unknownLabel].isEmpty)
}

@Test
func `labels of the taxonomy that no event has are listed apart from counts`() throws {
  let corpus = try Corpus()
  corpus.add("1", labels: ["kick"])
  let report = try corpus.verify(taxonomy: taxonomy()) {
    $0.options.events.taxonomy = taxonomy().labels
  }
  #expect(report.labels.map(\.label) == ["kick"])
  #expect(report.taxonomy?.unused == ["snare", "hihat_closed", "tom_low"])
}
