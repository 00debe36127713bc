import Dataset
import Files
import Planning

extension Inspection {
  /// Lines for a terminal, the last with its LF.
  package var words: String {
    let number = "\(events) \(events == 1 ? "event" : "events")"
    let count = isEstimate ? "about \(number) (\(eventsRead) read)" : number
    var lines = ["\(ShellWord.of(manifest)): JSON Lines, \(count), \(size) bytes"]
    if let malformedWords { lines.append("Malformed lines among them: \(malformedWords)") }
    lines += keyLines + fieldLines + valueLines + audioLines + exampleLines
    lines += ["", "Next: \(command)"]
    return lines.map { $0.visible + "\n" }.joined()
  }

  /// To the microsecond.
  private static func seconds(_ seconds: Double) -> Double {
    abs(seconds) < 1e9 ? (seconds * 1e6).rounded() / 1e6 : seconds
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.unicodeScalars.count)
      }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private var keyLines: [String] {
    ["", "Keys"]
      + Self.aligned(
        keys.map { key in
          [key.key.string, "\(key.count)", key.types.joined(separator: ", ")]
        })
  }

  private var fieldLines: [String] {
    let rows = fields.map { filling in
      let help =
        filling.nearest.map { key in
          let key = ShellWord.of(key.string)
          return filling.isScaled
            ? "\(key) holds milliseconds: clipmill import makes seconds from it"
            : "\(ExportOption.field.flag) \(filling.field)=\(key)"
        } ?? (filling.field == "onset_time" && filling.count == 0 ? Self.onsetHelp : "")
      let state = filling.count == 0 ? "no event has it" : "\(filling.count) of \(eventsRead)"
      return [filling.field, state, help]
    }
    return ["", "Fields of a clip"] + Self.aligned(rows)
  }

  private static let onsetHelp =
    "no key looks like one: \(ExportOption.field.flag) onset_time=KEY names it;"
    + " \(ExportOption.defaultOnset.flag) 0 only where each recording is one hit"

  private var valueLines: [String] {
    var lines: [String] = []
    if let onsets {
      lines += [
        "",
        "Onsets: \(onsets.least) s to \(onsets.greatest) s, the median at \(onsets.median) s",
      ]
    }
    if !labels.isEmpty {
      let named = labels.prefix(12).map { "\($0.label) \($0.count)" }.joined(separator: ", ")
      lines.append("Labels: \(named)" + (labels.count > 12 ? ", and others" : ""))
    }
    return lines + oddities.map { "Odd: \($0)" }
  }

  private var audioLines: [String] {
    guard audio.files > 0 else { return [] }
    var lines = [
      "",
      "Audio: \(audio.found) of \(audio.files) files found under \(audio.roots.joined(separator: ", "))",
    ]
    if !audio.missingExamples.isEmpty {
      lines.append(
        "  not found: \(audio.missingExamples.map { ShellWord.of($0.string) }.joined(separator: ", "))"
      )
    }
    if audio.found == 0, audio.advice.isEmpty {
      lines.append("  \(ExportOption.audioRoot.flag) FOLDER says where they lie")
    }
    return lines + audio.advice.map { "  \($0)" }
  }

  private var exampleLines: [String] {
    guard !examples.isEmpty else { return [] }
    let rows = examples.map { one in
      [
        one.ordinal.map { "event \($0)" } ?? "further on",
        ShellWord.of(one.audioPath?.string ?? ""),
        "\(Self.seconds(one.start)) s, for \(Self.seconds(one.duration)) s", one.clip,
      ]
    }
    return ["", "Clips as they would be cut"] + Self.aligned(rows)
  }
}
