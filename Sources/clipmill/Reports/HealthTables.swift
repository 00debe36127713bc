import Dataset
import Health

/// What was found, as text for a terminal.
struct HealthTables {
  private let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  func text(columns: Int, color: Bool) -> String {
    var lines: [String] = []
    for section in [counts, labels, unknown, gates] + faults where !section.isEmpty {
      if let title = section.title { lines.append(color ? "\u{1B}[1m\(title)\u{1B}[0m" : title) }
      lines += section.table.lines(columns: columns)
      if let more = section.more { lines.append("  \(more)") }
      lines.append("")
    }
    let tone = report.passed ? "32" : "31"
    lines.append(color ? "\u{1B}[1;\(tone)m\(verdict)\u{1B}[0m" : verdict)
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line: whether all is well.
  var verdict: String {
    let failed = report.gates.filter { !$0.passed }
    let faults = report.bundle?.faults.total ?? 0
    var problems: [String] = []
    if !failed.isEmpty {
      let names = failed.prefix(3).map { gate in
        gate.name + (gate.subject.map { " \($0.visible)" } ?? "")
      }
      let more = failed.count > 3 ? " and \(failed.count - 3) more" : ""
      let gates = failed.count == 1 ? "gate" : "gates"
      problems.append("\(failed.count) \(gates) failed (\(names.joined(separator: ", "))\(more))")
    }
    if faults > 0 {
      let kinds = BundleFault.allCases.filter { report.bundle?.faults.count($0) ?? 0 > 0 }
      problems.append(
        "\(grouped(faults)) \(faults == 1 ? "fault" : "faults") in the bundle"
          + " (\(kinds.map(\.rawValue).joined(separator: ", ")))")
    }
    if !problems.isEmpty { return "Not healthy: \(problems.joined(separator: "; "))." }
    let passed = report.gates.isEmpty ? "" : " All \(report.gates.count) gates passed."
    return "Healthy.\(passed)"
  }

  // MARK: Sections

  private var counts: VerifySection {
    var rows: [[String]] = []
    if let events = report.events, let manifest = report.manifest {
      let duplicates = events.duplicates
      let sessions = events.splitSessions
      rows += [
        ["events", grouped(events.events), manifest.path.visible],
        ["  malformed lines", grouped(manifest.malformed), ""],
        ["  without components", grouped(events.events - events.withComponents), ""],
        ["labelled components", grouped(events.components), ""],
        [
          "sessions", grouped((sessions[.train] ?? 0) + (sessions[.val] ?? 0)),
          "train \(grouped(sessions[.train] ?? 0)), val \(grouped(sessions[.val] ?? 0))",
        ],
        [
          "duplicates", grouped(duplicates.total),
          "\(Figures.percent(events.duplicationRate)): \(grouped(duplicates.clips)) of the same"
            + " clip, \(grouped(duplicates.hits)) of the same hit",
        ],
      ]
    }
    if let bundle = report.bundle {
      rows += [
        ["clips", grouped(bundle.clipCount), bundle.path.visible],
        ["  decoded", grouped(bundle.clipsRead), Durations.bytes(bundle.bytesRead)],
        ["  skipped events", grouped(bundle.skipped.total), ""],
      ]
    }
    return VerifySection(title: nil, table: FittedTable(rows, .init(sentences: 2)))
  }

  private var labels: VerifySection {
    let table = report.events?.labels ?? report.bundle?.labels
    let rows = (table?.byCount ?? []).map { label, counts in
      [
        label.visible, grouped(counts.total), grouped(counts.train), grouped(counts.val),
        grouped(counts.real), grouped(counts.synthetic),
      ]
    }
    return VerifySection(
      title: "Labels, the most frequent first",
      header: ["label", "all", "train", "val", "real", "synthetic"], rows: rows,
      .init(names: [0], numbers: [1, 2, 3, 4, 5]))
  }

  private var unknown: VerifySection {
    let rows = (report.taxonomy?.unknown ?? []).map { unknown in
      [
        unknown.label.visible, grouped(unknown.count),
        unknown.suggestion.map(\.visible) ?? "",
      ]
    }
    return VerifySection(
      title: "Labels outside the taxonomy", header: ["label", "count", "nearest known"],
      rows: rows, .init(names: [0, 2]))
  }

  private var gates: VerifySection {
    let rows = report.gates.map { gate in
      [
        gate.passed ? "pass" : "FAIL", gate.name, gate.subject.map(\.visible) ?? "",
        number(gate.value), number(gate.threshold), gate.detail,
      ]
    }
    return VerifySection(
      title: "Gates", header: ["", "gate", "of", "value", "threshold", ""], rows: rows,
      .init(names: [2, 5], numbers: [3, 4]))
  }

  private var faults: [VerifySection] {
    guard let faults = report.bundle?.faults else { return [] }
    return BundleFault.allCases.filter { faults.count($0) > 0 }.map { fault in
      let rows = faults.examples(fault).map {
        [$0.name.visible, shortened($0.detail.visible)]
      }
      return VerifySection(
        title: "\(fault.title): \(grouped(faults.count(fault)))", header: ["where", "what"],
        rows: rows, total: faults.count(fault),
        .init(names: [0], sentences: 1, wrapsFirst: true, numbers: []))
    }
  }

  /// Digests by their first 12 digits; the document has all of them.
  private func shortened(_ words: String) -> String {
    words.replacing(/([0-9a-f]{12})[0-9a-f]{20,}/) { "\($0.output.1)…" }
  }

  private func number(_ value: Double) -> String {
    Int(exactly: value).map(grouped) ?? "\((value * 1e4).rounded() / 1e4)"
  }

  private func grouped(_ number: Int) -> String { Durations.grouped(number) }
}
