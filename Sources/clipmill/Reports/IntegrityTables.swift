import Dataset
import Drawing
import Files
import Integrity

/// The findings of a check of data sets, as text.
struct IntegrityTables {
  private let report: IntegrityReport

  init(_ report: IntegrityReport) { self.report = report }

  func text(_ style: Style) -> String {
    var lines = [style.bold(title)]
    lines += overview.lines(within: style.columns - 1).map { line in
      line.replacing(
        "FAILED", with: style.verdict("FAILED", isGood: false), maxReplacements: 1)
    }
    for dataset in report.datasets {
      for fault in EntryFault.allCases { lines += examples(fault, of: dataset, style) }
    }
    lines += ["", style.verdict(verdict, isGood: report.failed.isEmpty)]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line: the number of failed data sets, and their names.
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

  private var overview: Table {
    let isVerified = report.request.verifiesManifests || report.request.recomputesDigests
    let rows = report.datasets.flatMap { dataset -> [[String]] in
      let count = dataset.checked > 0 ? dataset.checked.grouped : ""
      let sentences = sentences(dataset, isVerified: isVerified)
      return sentences.enumerated().map { number, words in
        number == 0
          ? [dataset.name.visible, dataset.hasPassed ? "passed" : "FAILED", count, words]
          : ["", "", "", words]
      }
    }
    return Table(
      [
        .name("data set"), .text(), .number(isVerified ? "files" : ""), .sentence("what was found"),
      ],
      rows)
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
      return "\(count.grouped) \(fault.words(count))"
    }
    if parts.isEmpty {
      let isHashed = report.request.recomputesDigests
      parts = [
        dataset.checked == 0 ? "nothing was checked" : isHashed ? "all unchanged" : "all there"
      ]
    }
    if report.request.recomputesDigests {
      parts.append("\(dataset.bytesHashed.bytesInWords) read")
    }
    if dataset.isCutShort { parts.append("the rest was not looked at (--max-checks)") }
    return parts.joined(separator: ", ")
  }

  // MARK: Examples

  private func examples(
    _ fault: EntryFault, of dataset: DatasetReport, _ style: Style
  ) -> [String] {
    let found = dataset.examples[fault] ?? []
    if found.isEmpty { return [] }
    let total = dataset.faults[fault] ?? 0
    let more =
      total > found.count ? ", the first \(found.count) of \(total.grouped)" : ""
    let rows = found.map { example in
      [
        example.line.grouped, (example.path?.description ?? "").visible,
        example.words,
      ]
    }
    let isPathless = found.allSatisfy { $0.path == nil }
    let isSilent = found.allSatisfy(\.words.isEmpty)
    let table = Table(
      [
        .number("line"), .name(isPathless ? "" : "path", weight: 2),
        .sentence(isSilent ? "" : "why"),
      ], rows)
    let title = "\(dataset.name.visible): \(fault.words(total))\(more)"
    return ["", style.bold(title)] + table.lines(within: style.columns - 1)
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
