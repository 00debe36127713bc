import Dataset
import Files
import Planning

/// Verifies a manifest against its recordings; writes nothing.
package struct Verifier {
  private let request: VerificationRequest
  private let roots: AudioRoots
  private let progress: (VerificationProgress) -> Void

  /// Recordings opened between two calls of `progress`.
  private static let progressStep = 16

  /// Reads the manifest once, and with `isDeep` opens each of its recordings once.
  ///
  /// If a recording cannot be read, or ends before one of its windows, the manifest is read a second time, to count
  /// the remaining clips. Throws `ManifestError` or a `PlanError`; faults of lines, events, roots and recordings are
  /// in the report.
  package static func verify(
    _ request: VerificationRequest, progress: @escaping (VerificationProgress) -> Void = { _ in }
  ) throws -> VerificationReport {
    try Verifier(request, progress).work()
  }

  private init(
    _ request: VerificationRequest, _ progress: @escaping (VerificationProgress) -> Void
  ) {
    self.request = request
    self.progress = progress
    roots = AudioRoots(request.options.sources, manifest: request.manifest)
  }

  private func work() throws -> VerificationReport {
    let free = FreeSpace(at: request.bundle)
    let findings = Findings(request)
    let (plan, clashes) = try Planner.survey(
      request.manifest, options: request.options, roots: roots,
      names: NameRules(askingAt: request.bundle), findings: findings,
      progress: { progress(.reading($0)) })
    let opened = request.isDeep ? try openRecordings(findings) : nil
    return report(findings, plan, clashes, opened, free)
  }

  // MARK: Opening

  /// The findings about the recordings, and the resulting changes to the others.
  private struct Opened {
    let recordings: RecordingFindings
    let examples: Examples
    let expected: ExpectedDataset
  }

  private func openRecordings(_ findings: Findings) throws -> Opened {
    let rows = findings.sources.rows
    var (check, examples) = (RecordingCheck(roots), findings.examples)
    for (number, row) in rows.enumerated() {
      if number % Self.progressStep == 0 { progress(.opening(done: number, of: rows.count)) }
      check.check(row)
    }
    for example in check.examples { examples.add(.unreadable, example) }
    guard !check.short.isEmpty || !check.refused.isEmpty else {
      return Opened(
        recordings: check.findings, examples: examples, expected: findings.expected)
    }
    let windows = try compareWindows(check, examples)
    return Opened(
      recordings: windows.check.findings, examples: windows.examples, expected: windows.expected)
  }

  /// Reads the manifest again, for the events of recordings that end early or cannot be read.
  ///
  /// The planning pass is repeated for this, so that the same events are chosen.
  private func compareWindows(_ check: RecordingCheck, _ examples: Examples) throws
    -> WindowFindings
  {
    let windows = WindowFindings(check, examples, ExpectedDataset(request.options))
    _ = try Planner.survey(
      request.manifest, options: request.options, roots: roots, findings: windows,
      progress: { progress(.comparing(events: $0.events)) })
    return windows
  }

  // MARK: Telling

  private func report(
    _ findings: Findings, _ plan: PlanSummary, _ clashes: NameClashes, _ opened: Opened?,
    _ free: FreeSpace?
  ) -> VerificationReport {
    let expected = opened?.expected ?? findings.expected
    let missing = findings.sources.rows.filter { $0.location.skipReason != nil }
    let search = RootSearch(roots, manifest: request.manifest)
    return VerificationReport(
      request: request, plan: plan, rootProblems: roots.problems,
      advice: search.advice(
        for: missing.map(\.source),
        outside: missing.filter { $0.location == .outsideRoots }.map(\.source),
        sets: plan.sourceSets),
      withComponents: findings.withComponents, withoutComponents: findings.withoutComponents,
      withoutOnset: findings.withoutOnset, resolved: findings.resolved, missing: findings.missing,
      missingFiles: missing,
      malformed: findings.malformed,
      invalidValues: findings.invalidValues.map { (field: $0.key, count: $0.value) }
        .sorted { ($1.count, $0.field) < ($0.count, $1.field) },
      labels: plan.classes.compactMap { label in
        findings.labelCounts[label].map { (label, $0, expected.clipsByLabel[label] ?? 0) }
      }, taxonomy: request.taxonomy.map { TaxonomyFindings($0, counts: counts(findings, plan)) },
      examples: opened?.examples ?? findings.examples, expected: expected,
      labelledFrames: findings.labelledFrames.value, free: free,
      clashes: clashes, obstacle: BundleGround.obstacle(at: request.bundle),
      sourceChanges: findings.sources.changes, recordings: opened?.recordings)
  }

  /// Labels that occur, most first, then in order of first appearance.
  private func counts(_ findings: Findings, _ plan: PlanSummary) -> [(name: Text, count: Int)] {
    let counts = plan.classes.compactMap { label in
      findings.labelCounts[label].map { (name: label, count: $0) }
    }
    return counts.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }
}

/// Judges the windows of recordings that end early, and counts the clips of all that can be read.
private final class WindowFindings: PlanFindings {
  private(set) var check: RecordingCheck
  private(set) var examples: Examples
  private(set) var expected: ExpectedDataset

  init(_ check: RecordingCheck, _ examples: Examples, _ expected: ExpectedDataset) {
    (self.check, self.examples, self.expected) = (check, examples, expected)
  }

  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {
    let share = location.skipReason == nil ? check.share(of: event) : 0
    if share > 0 {
      expected.add(event, labels: Findings.owned(event.labels, but: duplicates), share: share)
    }
    guard let found = check.compare(event) else { return }
    examples.add(found.kind, Example(event, line: line, detail: found.detail))
  }

  func note(_ malformed: MalformedLine) {}
}
