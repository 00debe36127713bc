import Dataset

/// The subject of the gates.
struct GateSubject {
  let labels: [(name: Text, count: Int)]
  /// Nil if techniques are not known.
  let techniques: NameCounts?
  let duplicationRate: Double
  let duplicates: Int
  let taxonomy: Taxonomy?
  let findings: TaxonomyFindings?
  /// Labels and their clips in val, or events without a bundle.
  let val: [(name: Text, count: Int)]
  /// Nil if no clip was read.
  let clips: ClipFindings?
  /// Nil if there is nothing to compare with.
  let drift: Drift?
}

/// Judges a dataset by its gates, in the order of the flags.
struct GateJudge {
  let subject: GateSubject
  private let counts: [Text: Int]

  init(_ subject: GateSubject) {
    self.subject = subject
    counts = Dictionary(subject.labels.map { ($0.name, $0.count) }) { $1 }
  }

  func judge(_ settings: GateSettings) -> [Gate] {
    var gates: [Gate] = []
    if let rate = settings.maxDuplicationRate { gates.append(duplication(rate)) }
    if let count = settings.minClassCount { gates.append(classCount(count)) }
    gates += settings.minCounts.map { least("min-counts-json", $0.label, $0.count) }
    gates += settings.requiredLabels.map { least("require-label", $0, 1) }
    gates += settings.requiredTechniques.map { technique in
      let count = subject.techniques?[technique] ?? 0
      return Gate(
        name: "require-technique", subject: technique, value: Double(count), threshold: 1,
        passed: count >= 1, detail: "", advice: "add events with this technique")
    }
    if let count = settings.maxUnknownLabels { gates.append(unknown(count)) }
    if let count = settings.minValPerClass { gates.append(valCount(count)) }
    gates += judgeClips(settings)
    if settings.baseline != nil { gates.append(drift()) }
    return gates
  }

  private func duplication(_ rate: Double) -> Gate {
    Gate(
      name: "max-duplication-rate", subject: nil, value: subject.duplicationRate, threshold: rate,
      passed: subject.duplicationRate <= rate, detail: "\(subject.duplicates) duplicates",
      advice: "remove repeated events from the manifest")
  }

  private func least(_ name: String, _ label: Text, _ count: Int) -> Gate {
    let value = counts[label] ?? 0
    return Gate(
      name: name, subject: label, value: Double(value), threshold: Double(count),
      passed: value >= count, detail: "", advice: "add events with this label")
  }

  private func classCount(_ count: Int) -> Gate {
    rarest(
      "min-class-count", counts, count,
      advice: "add events of the rare classes, or remove these from the taxonomy")
  }

  private func valCount(_ count: Int) -> Gate {
    rarest(
      "min-val-per-class", Dictionary(subject.val.map { ($0.name, $0.count) }) { $1 }, count,
      advice: "add sessions with these classes, or choose another \(ExportOption.valRatio.flag)")
  }

  /// The rarest class decides; without any class there is nothing that can pass.
  private func rarest(
    _ name: String, _ counts: [Text: Int], _ count: Int, advice: String
  ) -> Gate {
    let classes = subject.taxonomy?.labels ?? subject.labels.map(\.name)
    let rarest = classes.min { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }
    let value = rarest.map { counts[$0] ?? 0 } ?? 0
    let failing = classes.filter { (counts[$0] ?? 0) < count }.count
    let detail = failing == 0 ? "the rarest class" : "\(failing) classes have fewer"
    return Gate(
      name: name, subject: rarest, value: Double(value), threshold: Double(count),
      passed: rarest != nil && failing == 0, detail: rarest == nil ? "no class at all" : detail,
      advice: advice)
  }

  private func unknown(_ count: Int) -> Gate {
    let unknown = subject.findings?.unknown ?? []
    return Gate(
      name: "max-unknown-labels", subject: unknown.first?.label, value: Double(unknown.count),
      threshold: Double(count), passed: unknown.count <= count,
      detail: unknown.isEmpty ? "" : "the most frequent of them",
      advice: "correct the labels in the manifest, or add them to the taxonomy")
  }
}
