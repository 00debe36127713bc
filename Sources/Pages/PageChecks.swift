import Bundle
import Dataset
import Survey

/// The parts of the page about faults: gates, the bundle's checks, unknown labels, malformed lines.
struct PageChecks {
  private let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  var sections: Markup { "\(gates)\(checks)\(unknown)\(malformed)" }

  private var gates: Markup {
    let rows: [Markup] = report.gates.map { gate in
      let subject: Markup = gate.subject.map { " <bdi>\($0)</bdi>" } ?? ""
      return """
        <tr><td class="\(gate.passed ? "pass" : "fail")">\(gate.passed ? "✓ pass" : "✗ fail")</td>\
        <th scope="row">\(gate.name)\(subject)\(words(gate))</th>\
        <td class="figure">\(Numbers.amount(gate.value))</td>\
        <td class="figure">\(Numbers.amount(gate.threshold))</td></tr>

        """
    }
    return PageTable(
      id: "gates", title: "Gates",
      header: [
        ("Result", ""), ("Gate", ""), ("Value", "figure"), ("Threshold", "figure"),
      ], rows: rows
    ).markup
  }

  /// The gate's detail, and what to do if it failed.
  private func words(_ gate: Gate) -> Markup {
    let detail: Markup = gate.detail.isEmpty ? "" : "<span class=\"soft\">\(gate.detail)</span>"
    if gate.passed { return detail }
    return "\(detail)<span><strong>What to do:</strong> \(gate.advice)</span>"
  }

  private var checks: Markup {
    guard let faults = report.bundle?.faults else { return "" }
    let found = BundleFault.allCases.filter { faults.count($0) > 0 }
    let rows: [Markup] = found.map { fault in
      """
      <tr><td class="fail">✗ found</td>\
      <th scope="row">\(fault.title)\(examples(faults, fault))</th>\
      <td class="figure">\(faults.count(fault))</td></tr>

      """
    }
    let none = BundleFault.allCases.filter { faults.count($0) == 0 }.map(\.title)
    let passed: Markup =
      none.isEmpty ? "" : "<p class=\"soft\">✓ None of: \(none.joined(separator: ", ")).</p>"
    let table = PageTable(
      id: "checks", title: "The bundle checked against its own record",
      header: [("Result", ""), ("Kind of damage", ""), ("Found", "figure")], rows: rows,
      after: passed
    ).markup
    if !rows.isEmpty { return table }
    return """
      <section id="checks"><h2>The bundle checked against its own record</h2>
      \(passed)</section>

      """
  }

  private func examples(_ faults: BundleFaults, _ fault: BundleFault) -> Markup {
    let examples = faults.examples(fault)
    if examples.isEmpty { return "" }
    let items: [Markup] = examples.map { example in
      let detail: Markup = example.detail.isEmpty ? "" : ": <bdi>\(example.detail)</bdi>"
      return "<li>\(Markup.name(example.name))\(detail)</li>"
    }
    return """
      <details><summary>the first \(examples.count)</summary><ul class="names">\(items)</ul></details>
      """
  }

  private var unknown: Markup {
    let rows: [Markup] = (report.taxonomy?.unknown ?? []).map { unknown in
      """
      <tr><th scope="row">\(Markup.name(unknown.label))</th><td class="figure">\(unknown.count)</td>\
      <td>\(unknown.suggestion.map { Markup.name($0) } ?? "")</td></tr>

      """
    }
    return PageTable(
      id: "unknown", title: "Labels outside the taxonomy",
      header: [("Label", ""), ("Count", "figure"), ("Nearest known", "")], rows: rows
    ).markup
  }

  private var malformed: Markup {
    guard let manifest = report.manifest, manifest.malformed.count > 0 else { return "" }
    let rows: [Markup] = manifest.malformed.first.map { line in
      "<tr><th scope=\"row\">\(line.number)</th><td>\(line.reason)</td></tr>\n"
    }
    return PageTable(
      id: "malformed", title: "Malformed lines",
      header: [("Line", ""), ("Reason", "")], rows: rows,
      before: "<p>\(manifest.malformed.count) in all; the first are listed.</p>"
    ).markup
  }
}
