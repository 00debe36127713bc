import Dataset
import JSON

/// The report as a document; parts without content are null.
struct HealthDocument: Codable {
  let passed: Bool
  let gates: [GateRow]
  /// Points that are worth a look though no gate is about them, a phrase each.
  let warnings: [String]
  let manifest: ManifestPart?
  let events: EventsPart?
  let taxonomy: TaxonomyFindings?
  let bundle: BundlePart?
  let clips: ClipsPart?
  let drift: DriftDocument?

  struct ManifestPart: Codable {
    let path, sha256: String
    let bytes, events, malformed: Int
    let malformedExamples: [MalformedLine]

    init(_ facts: ManifestFacts) {
      (path, sha256, bytes) = (facts.path, facts.sha256, facts.size)
      (events, malformed) = (facts.events, facts.malformed.count)
      malformedExamples = facts.malformed.first
    }
  }

  struct GateRow: Codable {
    let gate: String
    let subject: Text?
    let passed: Bool
    let value, threshold: Figure
    let detail: String
    /// Advice if the gate failed.
    let advice: String
  }

  /// A number, without a point if it is whole.
  struct Figure: Codable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
      value = try decoder.singleValueContainer().decode(Double.self)
    }

    func encode(to encoder: any Encoder) throws {
      var output = encoder.singleValueContainer()
      if let whole = Int(exactly: value) {
        try output.encode(whole)
      } else {
        try output.encode(value)
      }
    }
  }

  /// A count of each split.
  struct Splits: Codable {
    let train, val: Int

    init(_ counts: [Split: Int]) {
      train = counts[.train] ?? 0
      val = counts[.val] ?? 0
    }
  }

  struct LabelRow: Codable {
    let label: Text
    let count, train, val, real, synthetic, unstated: Int

    static func rows(_ table: LabelTable) -> [LabelRow] {
      table.byCount.map { label, counts in
        LabelRow(
          label: label, count: counts.total, train: counts.train, val: counts.val,
          real: counts.real, synthetic: counts.synthetic, unstated: counts.unstated)
      }
    }
  }

  struct SourceRow: Codable {
    let sourceSet: Text
    let events, clips: Int
    let seconds: Double

    static func rows(_ table: LengthBySource, rate: Int) -> [SourceRow] {
      table.byLength.map {
        SourceRow(
          sourceSet: $0.name, events: $0.events, clips: $0.clips,
          seconds: Double($0.frames) / Double(rate))
      }
    }
  }
}

extension HealthReport {
  /// The report as a JSON document with a line end.
  package func json() -> [UInt8] {
    let rows = gates.map { gate in
      HealthDocument.GateRow(
        gate: gate.name, subject: gate.subject, passed: gate.passed,
        value: .init(gate.value), threshold: .init(gate.threshold),
        detail: gate.detail, advice: gate.passed ? "" : gate.advice)
    }
    return JSONFile.document(
      HealthDocument(
        passed: passed, gates: rows, warnings: warnings, manifest: manifest.map { .init($0) },
        events: events.map { .init($0) },
        taxonomy: taxonomy, bundle: bundle.map { .init($0, clips) },
        clips: clips.map { .init($0) }, drift: drift.map { .init($0) }))
  }
}
