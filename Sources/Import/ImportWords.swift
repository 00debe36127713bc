import Dataset
import Files
import Manifest

/// The words of an import: what the file was, what its keys became, what is lacking, and how to continue.
package struct ImportWords {
  private let report: ImportReport
  private let request: ImportRequest

  package init(_ report: ImportReport, _ request: ImportRequest) {
    self.report = report
    self.request = request
  }

  /// Lines for a terminal, the last with its LF.
  package var text: String {
    let wrapping = report.wrapping.map { ", \($0)" } ?? ""
    var lines = ["\(ShellWord.of(request.input)): \(report.format.name)\(wrapping)"]
    lines += mapping
    lines.append("\(events(report.counts.events)) in \(ShellWord.of(request.output))")
    lines += findings
    lines.append("Next: \(next)")
    return lines.map { $0.visible + "\n" }.joined()
  }

  private func events(_ count: Int) -> String { "\(count) \(count == 1 ? "event" : "events")" }

  // MARK: Keys

  private var mapping: [String] {
    let mapped = report.rows.filter { $0.isMapped || $0.field != nil && $0.field != $0.key }
    var rows = mapped.map { row in
      (Self.name(row.key), Self.words(row))
    }
    if let key = report.sessionKey {
      rows.append((Self.name(key), "session_id too, as nothing else names sessions"))
    }
    if let audio = request.audio { rows.append(("--audio \(ShellWord.of(audio))", "audio_path")) }
    let width = rows.map { $0.0.unicodeScalars.count }.max() ?? 0
    let lines = rows.map { row in
      let gap = String(repeating: " ", count: width - row.0.unicodeScalars.count)
      return "  \(row.0)\(gap)  -> \(row.1)"
    }
    return lines + others
  }

  private var others: [String] {
    let carried = report.rows.filter { !$0.isMapped && $0.field == $0.key }
    let isOwn = { (row: FieldPlan.Row) in ManifestField(rawValue: row.key.string) != nil }
    let replaced = report.rows.filter { $0.field == nil }
    return [
      (carried.filter(isOwn), "Taken as it is"),
      (carried.filter { !isOwn($0) }, "Carried along, filling no field of a clip"),
      (replaced, "Not taken"),
    ].filter { !$0.0.isEmpty }.map { rows, words in
      "\(words): \(rows.map { Self.name($0.key) }.joined(separator: ", "))"
    }
  }

  private static func words(_ row: FieldPlan.Row) -> String {
    let unit = row.isScaled ? ", from milliseconds" : ""
    switch row.field {
    case "end_time": return "the clip's end\(unit)"
    case "duration": return "the clip's length, from the onset on\(unit)"
    case let field: return "\(field?.string ?? "")\(unit)"
    }
  }

  private static func name(_ key: Text) -> String {
    key.isEmpty ? "(a column without a name)" : ShellWord.of(key.string)
  }

  // MARK: What is lacking

  private var findings: [String] {
    var lines = report.counts.lacking.map { lack in
      let words = lack.meaning == .onset ? "onset_time that is a number" : lack.meaning.name
      return "Without \(words): \(events(lack.count)), the first on line \(lack.firstLine)"
        + (lack.meaning == .onset && report.format == .audiofolder
          ? " (export them with \(ExportOption.defaultOnset.flag) 0)" : " (export skips them)")
    }
    if report.counts.points > 0 {
      lines.append(
        "Without a length: \(events(report.counts.points))"
          + " (a clip begins 80 ms before the onset and ends 200 ms after)")
    }
    if report.counts.empty > 0 {
      lines.append("Without a supervision, and so no event: \(report.counts.empty) of the cuts")
    }
    return lines
  }

  // MARK: Next

  /// Inspects the manifest; looks for the audio beside the file if it is there and not beside the manifest.
  private var next: String {
    var words = ["clipmill", "inspect", request.output]
    let (from, to) = (Self.folder(request.input), Self.folder(request.output))
    if from != to, let audio = report.firstAudio?.string, !audio.hasPrefix("/"),
      !FileSystem.exists("\(to)/\(audio)"), FileSystem.exists("\(from)/\(audio)")
    {
      words += [ExportOption.audioRoot.flag, from]
    }
    return words.map(ShellWord.of).joined(separator: " ")
  }

  private static func folder(_ path: String) -> String { FileSystem.absolute(path + "/..") }
}
