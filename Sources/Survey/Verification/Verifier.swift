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
  /// Where a recording ends before one of its windows, the manifest is read a second time. Throws
  /// `ManifestError` or a `PlanError`; whatever is wrong with lines, events, roots and recordings is
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
    var examples = findings.examples
    let recordings =
      request.isDeep ? try openRecordings(findings.sources.rows, &examples) : nil
    return report(findings, plan, clashes, examples, recordings, free)
  }

  // MARK: Opening

  private func openRecordings(
    _ rows: [SourceRow], _ examples: inout Examples
  ) throws -> RecordingFindings {
    var check = RecordingCheck(roots)
    for (number, row) in rows.enumerated() {
      if number % Self.progressStep == 0 { progress(.opening(done: number, of: rows.count)) }
      check.check(row)
    }
    for example in check.examples { examples.add(.unreadable, example) }
    guard !check.short.isEmpty else { return check.findings }
    let windows = try compareWindows(check, examples)
    examples = windows.examples
    return windows.check.findings
  }

  /// Reads the manifest again, for the events of recordings that end early.
  ///
  /// The planning pass does it once more, so that the same events are chosen.
  private func compareWindows(_ check: RecordingCheck, _ examples: Examples) throws
    -> WindowFindings
  {
    let windows = WindowFindings(check, examples)
    _ = try Planner.survey(
      request.manifest, options: request.options, roots: roots, findings: windows,
      progress: { progress(.comparing(events: $0.events)) })
    return windows
  }

  // MARK: Telling

  private func report(
    _ findings: Findings, _ plan: PlanSummary, _ clashes: NameClashes, _ examples: Examples,
    _ recordings: RecordingFindings?, _ free: FreeSpace?
  ) -> VerificationReport {
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
        findings.labelCounts[label].map { (label, $0, findings.expected.clipsByLabel[label] ?? 0) }
      }, taxonomy: request.taxonomy.map { TaxonomyFindings($0, counts: counts(findings, plan)) },
      examples: examples, expected: findings.expected,
      labelledFrames: findings.labelledFrames.value, free: free,
      clashes: clashes, obstacle: BundleGround.obstacle(at: request.bundle),
      sourceChanges: findings.sources.changes, recordings: recordings)
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

/// Judges the windows of recordings that end early.
private final class WindowFindings: PlanFindings {
  private(set) var check: RecordingCheck
  private(set) var examples: Examples

  init(_ check: RecordingCheck, _ examples: Examples) {
    self.check = check
    self.examples = examples
  }

  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {
    guard let found = check.compare(event) else { return }
    examples.add(found.kind, Example(event, line: line, detail: found.detail))
  }

  func note(_ malformed: MalformedLine) {}
}
