import Dataset
import Planning
import Survey
import Testing

@Test
func `a root one level too high or too low is recognised`() throws {
  let corpus = try Corpus()
  for name in 1...3 { try corpus.record("data/audio/\(name).wav", frames: 100) }
  for name in 1...3 { corpus.add("\(name)", "\(name).wav") }
  for folder in ["data", "data/audio/deeper"] {
    try corpus.write("data/audio/deeper/note", "")
    let report = try corpus.verify { $0.options.sources.audioRoot = "\(corpus.path)/\(folder)" }
    let advice = try #require(report.advice.first, "\(folder)")
    #expect(report.advice.count == 1)
    #expect(advice.flags == ["--audio-root", "\(corpus.path)/data/audio"])
    #expect([advice.files, advice.found, advice.wouldBeFound] == [3, 0, 3])
  }
}

@Test
func `if one source set is missing, the advice maps only that one`() throws {
  let corpus = try Corpus()
  try corpus.record("here.wav", frames: 100)
  try corpus.record("tapes/there.wav", frames: 100)
  corpus.add("1", "here.wav", source: "near")
  corpus.add("2", "there.wav", source: "far")
  corpus.add("3", "lost.wav", source: "far")
  let report = try corpus.verify()
  let advice = try #require(report.advice.first)
  #expect(report.advice.count == 1)
  #expect(advice.sourceSet == "far")
  let flags = ["--audio-root-map", "far=\(corpus.path)/tapes", "--audio-root", corpus.path]
  #expect(advice.flags == flags)
  #expect([advice.files, advice.found, advice.wouldBeFound] == [2, 0, 1])
}

@Test
func `paths outside the roots that lead to files are reported with the flag that allows them`()
  throws
{
  let corpus = try Corpus()
  try corpus.record("root/in.wav", frames: 100)
  try corpus.record("out.wav", frames: 100)
  corpus.add("1", "in.wav")
  corpus.add("2", "\(corpus.path)/out.wav")
  let report = try corpus.verify { $0.options.sources.audioRoot = "\(corpus.path)/root" }
  #expect(report.missing == [.outsideRoots: 1])
  #expect(report.advice.map(\.flags).contains(["--allow-outside-roots"]))
}

@Test
func `a missing or empty root is reported, and the rest is verified`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 100)
  corpus.add("1")
  let report = try corpus.verify {
    $0.options.sources.rootMap = [.init(source: "set", path: "\(corpus.path)/nowhere")]
    $0.options.sources.audioRoot = corpus.path
  }
  #expect(report.rootProblems.count == 1)
  #expect(report.missingTotal == 0)
  #expect(!report.readiness.isReady)
}

@Test
func `advice that is followed finds what it promised and loses nothing`() throws {
  let corpus = try Corpus()
  try corpus.record("here.wav", frames: 100)
  try corpus.record("tapes/there.wav", frames: 100)
  corpus.add("1", "here.wav", source: "near")
  corpus.add("2", "there.wav", source: "far")
  let flags = try #require(
    try VerifyProcess(corpus, ["--json"]).document["advice"] as? [[String: Any]]
  )
  .flatMap { $0["flags"] as? [String] ?? [] }
  #expect(try VerifyProcess(corpus, flags).status == 0)
}

@Test
func `nothing is advised if nothing helps`() throws {
  let corpus = try Corpus()
  corpus.add("1", "nowhere/at/all.wav")
  #expect(try corpus.verify().advice.isEmpty)
}
