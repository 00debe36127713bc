package import Bundle
package import Dataset
package import Files

/// The subject of the check, with its settings.
package struct HealthRequest: Sendable {
  /// Path of a manifest; nil if only a bundle is checked.
  package var events: String?
  /// Path of a bundle; nil if only a manifest is checked.
  package var bundle: String?
  package var taxonomy: Taxonomy?
  package var gates = GateSettings()
  /// Share of the sessions that go to `val`; nil for a bundle's own, or 0.1.
  package var valRatio: Double?
  /// How to read the manifest's events; by default as for the bundle.
  package var fields = FieldOptions()
  /// Reads the contents of the bundle's recordings, as far as they are on record.
  package var contents: @Sendable () -> RecordingContents = { RecordingContents() }

  package init() {}
}

/// The findings of a check.
package struct HealthReport: Sendable {
  package let request: HealthRequest
  /// Nil if there was no manifest.
  package let manifest: ManifestFacts?
  /// Nil if there was no manifest.
  package let events: EventStatistics?
  /// Nil if there was no bundle.
  package let bundle: BundleFindings?
  /// The properties of its clips; nil if there was no bundle.
  package let clips: ClipFindings?
  /// The difference between the manifest and the baseline; nil if there was none.
  package let drift: Drift?
  /// Nil if there was no taxonomy.
  package let taxonomy: TaxonomyFindings?
  package let gates: [Gate]

  /// True if every gate passed and the bundle has no fault.
  package var passed: Bool { gates.allSatisfy(\.passed) && bundle?.faults.total ?? 0 == 0 }
}

/// Checks a manifest, a bundle, or both; writes nothing.
package enum HealthCheck {
  /// The progress of a check.
  package enum Progress: Sendable {
    case reading(ManifestProgress)
    /// Clips that were checked, with the total if the bundle states it.
    case checking(clips: Int, of: Int?)
  }

  /// Gates judge the manifest, or without one the bundle's rows.
  ///
  /// Throws a `ManifestError` or a `StorageError` if there is nothing to check.
  package static func run(
    _ request: HealthRequest, progress: (Progress) -> Void = { _ in }
  ) throws -> HealthReport {
    var study = ClipStudy()
    // Read beside the clips.
    let contents = request.bundle.flatMap { _ in
      try? MadeAhead { _ = $0.add(request.contents()) }
    }
    let bundle = try request.bundle.map { path in
      try BundleCheck.run(path, progress: { progress(.checking(clips: $0, of: $1)) }) {
        study.add($0)
      }
    }
    let ratio = request.valRatio ?? bundle?.valRatio ?? ClipOptions().valRatio
    let isSilent = request.fields == FieldOptions()
    let fields = isSilent ? bundle?.fields ?? request.fields : request.fields
    var statistics = EventStatistics(valRatio: ratio)
    var snapshot = request.gates.baseline.map { _ in Metrics.Snapshot() }
    if let bundle, request.events != nil { study.begin(events: bundle) }
    let manifest = try request.events.map { path in
      try ManifestWalk.read(path, fields, progress: { progress(.reading($0)) }) {
        statistics.add($0, $1)
        study.add($0)
        snapshot?.add($0, $1)
      }
    }
    statistics.finish()
    let events = manifest == nil ? nil : statistics
    let table = events?.labels ?? bundle?.labels ?? LabelTable()
    let counts = table.byCount.map { (name: $0.label, count: $0.counts.total) }
    let findings = request.taxonomy.map { TaxonomyFindings($0, counts: counts) }
    let clips = try bundle.map { try study.finish($0, contents?.next() ?? request.contents()) }
    let drift = request.gates.baseline.flatMap { old in
      snapshot.take().map { Drift(from: old, to: $0.finish()) }
    }
    let repeated = clips?.repeatedAudio ?? 0
    let judge = GateJudge(
      GateSubject(
        labels: counts, techniques: events?.techniques,
        duplicationRate: events?.duplicationRate ?? clips?.share(repeated) ?? 0,
        duplicates: events?.duplicates.total ?? repeated,
        taxonomy: request.taxonomy, findings: findings,
        val: (bundle?.labels ?? table).rows.map { ($0.label, $0.counts.val) }, clips: clips,
        drift: drift))
    return HealthReport(
      request: request, manifest: manifest, events: events, bundle: bundle, clips: clips,
      drift: drift, taxonomy: findings, gates: judge.judge(request.gates))
  }
}
