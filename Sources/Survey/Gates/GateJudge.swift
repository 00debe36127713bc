import Dataset

/// What gates are held against.
struct GateSubject {
  let labels: [(name: Text, count: Int)]
  /// Nil where techniques are not known.
  let techniques: NameCounts?
  let duplicationRate: Double
  let duplicates: Int
  let taxonomy: Taxonomy?
  let findings: TaxonomyFindings?
}

/// Holds a dataset against its gates, in the order of the flags.
struct GateJudge {
  private let subject: GateSubject
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
        passed: count >= 1, detail: "")
    }
    if let count = settings.maxUnknownLabels { gates.append(unknown(count)) }
    return gates
  }

  private func duplication(_ rate: Double) -> Gate {
    Gate(
      name: "max-duplication-rate", subject: nil, value: subject.duplicationRate, threshold: rate,
      passed: subject.duplicationRate <= rate, detail: "\(subject.duplicates) duplicates")
  }

  private func least(_ name: String, _ label: Text, _ count: Int) -> Gate {
    let value = counts[label] ?? 0
    return Gate(
      name: name, subject: label, value: Double(value), threshold: Double(count),
      passed: value >= count, detail: "")
  }

  /// The rarest class decides; without any class there is nothing to pass.
  private func classCount(_ count: Int) -> Gate {
    let classes = subject.taxonomy?.labels ?? subject.labels.map(\.name)
    let rarest = classes.min { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }
    let value = rarest.map { counts[$0] ?? 0 } ?? 0
    let failing = classes.filter { (counts[$0] ?? 0) < count }.count
    let detail = failing == 0 ? "the rarest class" : "\(failing) classes have fewer"
    return Gate(
      name: "min-class-count", subject: rarest, value: Double(value), threshold: Double(count),
      passed: rarest != nil && failing == 0, detail: rarest == nil ? "no class at all" : detail)
  }

  private func unknown(_ count: Int) -> Gate {
    let unknown = subject.findings?.unknown ?? []
    return Gate(
      name: "max-unknown-labels", subject: unknown.first?.label, value: Double(unknown.count),
      threshold: Double(count), passed: unknown.count <= count,
      detail: unknown.isEmpty ? "" : "the most frequent of them")
  }
}
