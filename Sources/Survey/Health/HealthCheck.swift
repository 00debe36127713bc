package import Bundle
package import Dataset
package import Files

/// What is to be looked at.
package struct HealthRequest: Sendable {
  /// Path of a manifest; nil where only a bundle is looked at.
  package var events: String?
  /// Path of a bundle; nil where only a manifest is looked at.
  package var bundle: String?
  package var taxonomy: Taxonomy?
  package var gates = GateSettings()
  /// Share of the sessions that go to `val`; nil for a bundle's own, or 0.1.
  package var valRatio: Double?
  /// How the manifest's events are read; where nothing is said, as for the bundle.
  package var fields = FieldOptions()

  package init() {}
}

/// What was found.
package struct HealthReport: Sendable {
  package let request: HealthRequest
  /// Nil where there was no manifest.
  package let manifest: ManifestFacts?
  /// Nil where there was no manifest.
  package let events: EventStatistics?
  /// Nil where there was no bundle.
  package let bundle: BundleFindings?
  /// What its clips are like; nil where there was no bundle.
  package let clips: ClipFindings?
  /// How the manifest differs from the baseline; nil where there was none.
  package let drift: Drift?
  /// Nil where there was no taxonomy.
  package let taxonomy: TaxonomyFindings?
  package let gates: [Gate]

  /// Whether every gate passed and the bundle is in order.
  package var passed: Bool { gates.allSatisfy(\.passed) && bundle?.faults.total ?? 0 == 0 }
}

/// Looks at a manifest, a bundle, or both; writes nothing.
package enum HealthCheck {
  /// How far it is.
  package enum Progress: Sendable {
    case reading(ManifestProgress)
    /// Clips that were checked, of so many where the bundle tells.
    case checking(clips: Int, of: Int?)
  }

  /// Gates are held against the manifest, or where there is none against the bundle's rows.
  ///
  /// Throws a `ManifestError` or a `StorageError` where there is nothing to look at.
  package static func run(
    _ request: HealthRequest, progress: (Progress) -> Void = { _ in }
  ) throws -> HealthReport {
    var study = ClipStudy()
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
    let clips = try bundle.map { try study.finish($0) }
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
