import Bundle
import Dataset
import Files
import Planning
import TestSupport
import Testing

/// Names of clips that a file system cannot hold, or cannot hold apart.
@Suite
struct NameClashTests {
  /// The words about the plan of these lines on a file system with these rules.
  private func words(
    _ lines: [String], folds: Bool = false, longest: Int = .max,
    _ change: (inout ExportOptions) -> Void = { _ in }
  ) throws -> String? {
    let manifest = PlannedManifest(lines.map { $0 + "\n" }.joined())
    manifest.options.sources.maxSkipRate = 1
    change(&manifest.options)
    var rules = NameRules()
    rules.foldsCase = folds
    rules.longest = longest
    let roots = AudioRoots(manifest.options.sources, manifest: manifest.path)
    let plan = try Planner.plan(
      manifest.path, options: manifest.options, roots: roots, names: rules,
      to: manifest.folder.path("state/plan"))
    let survey = try Planner.survey(
      manifest.path, options: manifest.options, roots: roots, names: rules, findings: nil)
    #expect(survey.clashes.words == plan.clashes?.words)
    let readiness = Readiness(plan.summary, manifest.options, clashes: plan.clashes)
    #expect(readiness.clash == plan.clashes?.words)
    #expect(readiness.clash == nil || !readiness.isReady)
    return readiness.clash
  }

  @Test
  func `names that differ in case only clash if the file system ignores case`() throws {
    let lines = [line("Take"), line("other"), line("take"), line("tAKE"), line("TAKE", ["snare"])]
    #expect(try words(lines) == nil)
    #expect(
      try words(lines, folds: true)
        == "2 names differ from an earlier one's in case only, which the file system ignores:"
        + " event 1 (Take), event 3 (take), event 4 (tAKE)")
  }

  @Test
  func `two labels of one event clash too, and the event is named once`() throws {
    let lines = [line("a", ["Kick", "kick"]), line(nil, ["kick"])]
    #expect(
      try words(lines, folds: true)
        == "1 name differs from an earlier one's in case only, which the file system ignores:"
        + " event 1 (a)")
  }

  @Test
  func `clips that share one file do not clash`() throws {
    let lines = [line("a"), line("a"), line("A", session: "other")]
    #expect(try words(lines, folds: true) { $0.clips.valRatio = 0 } != nil)
    // Sessions of the two splits lie in two folders.
    let halves = try #require(
      (0..<100).first {
        Split(session: Text("s\($0)"), valRatio: 0.5) != Split(session: "s", valRatio: 0.5)
      })
    #expect(
      try words([line("a"), line("A", session: "s\(halves)")], folds: true) {
        $0.clips.valRatio = 0.5
      } == nil)
  }

  @Test
  func `a name that is too long is reported with its event, and one that just fits is not`() throws
  {
    // `__kick.wav` is ten bytes.
    let lines = [
      line("short"), line(String(repeating: "x", count: 40)),
      line(String(repeating: "y", count: 41)),
    ]
    #expect(try words(lines, longest: 51) == nil)
    #expect(
      try words(lines, longest: 50)
        == "1 name is longer than the 50 bytes that the file system takes: event 3"
        + " (\(String(repeating: "y", count: 41)))")
    #expect(
      try words(lines, longest: 49)?.hasPrefix("2 names are longer than the 49 bytes") == true)
  }

  @Test
  func `ten events are named, and the others are mentioned`() throws {
    let lines = (0..<13).flatMap { [line("take\($0)"), line("Take\($0)")] }
    let said = try #require(try words(lines, folds: true))
    #expect(said.hasPrefix("13 names differ from"))
    #expect(said.hasSuffix("event 9 (take4), event 10 (Take4), and others"))
  }

  @Test
  func `only the events within the limit count, however they are chosen`() throws {
    let lines = [line("a"), "{", line("b", set: "y"), line("B", set: "y"), line("A")]
    for sample in [EventOptions.Sample.first, .stratified] {
      #expect(
        try words(lines, folds: true) {
          $0.events.onBadLine = .skip
          $0.events.sample = sample
          $0.events.limit = 5
        }?.hasPrefix("2 names differ") == true)
    }
    #expect(
      try words(lines, folds: true) {
        $0.events.onBadLine = .skip
        $0.events.limit = 3
      } == nil)
  }

  @Test
  func `a verdict says which names keep a manifest from being ready`() throws {
    let manifest = PlannedManifest(line("a") + "\n" + line("A") + "\n")
    var rules = NameRules()
    rules.foldsCase = true
    let survey = try Planner.survey(
      manifest.path, options: manifest.options,
      roots: AudioRoots(manifest.options.sources, manifest: manifest.path), names: rules,
      findings: nil)
    let readiness = Readiness(survey.summary, manifest.options, clashes: survey.clashes)
    #expect(
      readiness.verdict
        == "Not ready: names that the file system cannot hold apart, or not at all (1 name differs from"
        + " an earlier one's in case only, which the file system ignores: event 1 (a), event 2 (A))"
    )
  }
}
