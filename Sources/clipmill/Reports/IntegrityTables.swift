import Dataset
import Integrity
import Storage

/// What a check of data sets found, as text.
struct IntegrityTables {
  private let report: IntegrityReport

  init(_ report: IntegrityReport) { self.report = report }

  func text(columns: Int, color: Bool) -> String {
    var lines = [bold(title, color)]
    lines += overview.lines(columns: columns).map { tinted($0, color) }
    for dataset in report.datasets {
      for fault in EntryFault.allCases {
        lines += examples(fault, of: dataset, columns: columns, color)
      }
    }
    let tone = report.failed.isEmpty ? "32" : "31"
    lines += ["", color ? "\u{1B}[1;\(tone)m\(verdict)\u{1B}[0m" : verdict]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line: how many data sets failed, and which.
  var verdict: String {
    let (failed, count) = (report.failed, report.datasets.count)
    guard failed.isEmpty else {
      let names = failed.map { $0.name.visible }.joined(separator: ", ")
      return "\(failed.count) of \(count) data sets failed: \(names)"
    }
    return count == 1 ? "The data set passed" : "All \(count) data sets passed"
  }

  private var title: String {
    if report.request.recomputesDigests { return "Roots, files and digests" }
    return report.request.verifiesManifests ? "Roots and files" : "Roots"
  }

  // MARK: One row a data set

  private var overview: FittedTable {
    let isVerified = report.request.verifiesManifests || report.request.recomputesDigests
    let header = ["data set", "", isVerified ? "files" : "", "what was found"]
    let rows = report.datasets.flatMap { dataset -> [[String]] in
      let count = dataset.checked > 0 ? Durations.grouped(dataset.checked) : ""
      let sentences = sentences(dataset, isVerified: isVerified)
      return sentences.enumerated().map { number, words in
        number == 0
          ? [dataset.name.visible, dataset.hasPassed ? "passed" : "FAILED", count, words]
          : ["", "", "", words]
      }
    }
    return FittedTable([header] + rows, .init(names: [0], sentences: 3, numbers: [2]))
  }

  private func sentences(_ dataset: DatasetReport, isVerified: Bool) -> [String] {
    let other = dataset.hasUsableRoot ? " (another root can be used)" : ""
    var sentences = dataset.roots.compactMap { root in
      root.state.words.map { "\(root.path.visible) \($0)\(other)" }
    }
    if let problem = dataset.manifestProblem, let manifest = dataset.checksumManifest {
      sentences.append("checksum manifest \(manifest.visible) \(problem)")
    }
    if dataset.checked > 0 {
      sentences.append(counts(dataset))
    } else if dataset.manifestProblem == nil, isVerified, dataset.hasUsableRoot {
      sentences.append("no checksum manifest is configured: no file was looked at")
    }
    return sentences.isEmpty ? [rootCount(dataset)] : sentences
  }

  private func rootCount(_ dataset: DatasetReport) -> String {
    dataset.roots.count == 1 ? "its root is there" : "its \(dataset.roots.count) roots are there"
  }

  private func counts(_ dataset: DatasetReport) -> String {
    var parts = EntryFault.allCases.compactMap { fault -> String? in
      guard let count = dataset.faults[fault], count > 0 else { return nil }
      return "\(Durations.grouped(count)) \(fault.words(count))"
    }
    if parts.isEmpty {
      let isHashed = report.request.recomputesDigests
      parts = [
        dataset.checked == 0 ? "nothing was checked" : isHashed ? "all unchanged" : "all there"
      ]
    }
    if report.request.recomputesDigests {
      parts.append("\(Durations.bytes(dataset.bytesHashed)) read")
    }
    if dataset.isCutShort { parts.append("the rest was not looked at (--max-checks)") }
    return parts.joined(separator: ", ")
  }

  // MARK: Examples

  private func examples(
    _ fault: EntryFault, of dataset: DatasetReport, columns: Int, _ color: Bool
  ) -> [String] {
    let found = dataset.examples[fault] ?? []
    if found.isEmpty { return [] }
    let total = dataset.faults[fault] ?? 0
    let more =
      total > found.count ? ", the first \(found.count) of \(Durations.grouped(total))" : ""
    let rows = found.map { example in
      [
        Durations.grouped(example.line), (example.path?.description ?? "").visible,
        example.words,
      ]
    }
    let isPathless = found.allSatisfy { $0.path == nil }
    let header = ["line", isPathless ? "" : "path", rows.allSatisfy { $0[2].isEmpty } ? "" : "why"]
    let table = FittedTable(
      [header] + rows, .init(names: [1], favoured: 1, sentences: 2, numbers: [0]))
    let title = "\(dataset.name.visible): \(fault.words(total))\(more)"
    return ["", bold(title, color)] + table.lines(columns: columns)
  }

  private func bold(_ words: String, _ color: Bool) -> String {
    color ? "\u{1B}[1m\(words)\u{1B}[0m" : words
  }

  private func tinted(_ line: String, _ color: Bool) -> String {
    color ? line.replacing("FAILED", with: "\u{1B}[1;31mFAILED\u{1B}[0m", maxReplacements: 1) : line
  }
}

extension EntryFault {
  /// After a number of lines.
  fileprivate func words(_ count: Int) -> String {
    switch self {
    case .malformed: count == 1 ? "malformed line" : "malformed lines"
    case .refused: "refused"
    case .missing: "missing"
    case .unreadable: "unreadable"
    case .changed: "changed"
    }
  }
}
