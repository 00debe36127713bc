import Comparing
import Dataset
import Drawing

/// A comparison's result as text.
struct CompareReport {
  let left: String
  let right: String
  let result: CompareResult

  var text: String {
    var lines = ["A  \(left)", "B  \(right)", ""]
    var rows = [
      ["clips of A", result.clips.0.grouped, ""],
      ["clips of B", result.clips.1.grouped, ""],
      ["in both", result.compared.grouped, equalBytesNote],
    ]
    rows += result.kinds.map { [$0.title, $0.kind.count.grouped, note(on: $0.name)] }
    lines += Table([.text(), .number(), .text()], rows).lines()
    for (_, title, kind) in result.kinds where kind.count > 0 {
      let rest = kind.count > kind.examples.count ? ", the first \(kind.examples.count)" : ""
      lines += ["", "\(title)\(rest):"]
      lines += kind.examples.map { example in
        let words = example.words.isEmpty ? "" : ": \(example.words)"
        return "  \(example.split.rawValue)  \(example.event)  \(example.label)\(words)".visible
      }
    }
    let same = result.isOtherLayout ? "the same dataset in another layout" : "the same dataset"
    lines += ["", result.isEqual ? same : "not the same dataset"]
    if result.numbersDiffer {
      lines.append("the classes' numbers differ (--taxonomy FILE gives both the same)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var equalBytesNote: String {
    result.otherBytes == 0
      ? "" : "\(result.otherBytes.grouped) of them the same audio in other bytes"
  }

  private func note(on name: String) -> String {
    switch name {
    case "other_audio" where result.otherAudio.count > 0:
      "largest difference \(CompareAudio.steps(result.largestDifference))"
    case "other_row" where result.otherRow.count > 0:
      result.fieldCounts.map { "\($0.name) \($0.count.grouped)" }
        .joined(separator: ", ")
    default: ""
    }
  }
}
