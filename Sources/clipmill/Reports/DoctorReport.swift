import Dataset
import Doctor
import Drawing

/// An examination as text: a table a group, and below a finding what to do.
struct DoctorReport {
  private let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  func text(_ style: Style) -> String {
    var lines: [String] = []
    for group in DoctorGroup.allCases {
      let checks = examination.checks.filter { $0.group == group }
      if checks.isEmpty { continue }
      let table = Table([.text(), .text(), .sentence()], checks.flatMap(rows))
      lines += [style.bold(group.rawValue)] + table.lines(within: style.columns - 1) + [""]
    }
    lines.append(style.verdict(verdict, isGood: examination.isClean))
    return lines.joined(separator: "\n") + "\n"
  }

  private func rows(_ check: DoctorCheck) -> [[String]] {
    [[check.name, check.verdict.rawValue, check.found]]
      + (check.remedy.map { [["", "", "-> \($0)"]] } ?? [])
  }

  /// One line: the number of findings, and what could not be checked.
  var verdict: String {
    func count(_ verdict: DoctorCheck.Verdict) -> Int {
      examination.checks.filter { $0.verdict == verdict }.count
    }
    let (problems, warnings, unknown) = (count(.problem), count(.warning), count(.unknown))
    let rest = unknown > 0 ? "; \(unknown) not checked" : ""
    if examination.isClean { return "No problem was found\(rest)" }
    let counts = [
      (problems, "problem", "problems"), (warnings, "warning", "warnings"),
    ].filter { $0.0 > 0 }.map { $0.0.counted($0.1, $0.2) }
    return counts.joined(separator: ", ") + rest
  }
}
