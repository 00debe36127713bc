import Dataset
import JSON

/// A comparison's result as text and as JSON.
struct CompareReport {
  let left: String
  let right: String
  let result: CompareResult

  /// `3 of 32768`; a fraction where a sample is finer than 16 bit.
  static func steps(_ difference: Double) -> String {
    let text =
      difference == difference.rounded()
      ? "\(Int(difference))" : "\((difference * 1000).rounded() / 1000)"
    return "\(text) of 32768"
  }

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
        return "  \(example.split.rawValue)  \(example.event)  \(example.label)\(words)"
      }
    }
    lines += ["", result.isEqual ? "the same dataset" : "not the same dataset"]
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
      "largest difference \(Self.steps(result.largestDifference))"
    case "other_row" where result.otherRow.count > 0:
      result.fieldCounts.map { "\($0.name) \($0.count.grouped)" }
        .joined(separator: ", ")
    default: ""
    }
  }

  var json: [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      json.field("equal", result.isEqual)
      json.field("a", left)
      json.field("b", right)
      json.field(
        "clips",
        object: { clips in
          clips.field("a", result.clips.0)
          clips.field("b", result.clips.1)
        })
      json.field("compared", result.compared)
      for (name, _, kind) in result.kinds {
        json.key(text: Text(name))
        json.value(kind.count)
      }
      json.field("same_audio_other_bytes", result.otherBytes)
      json.field("largest_difference", result.largestDifference)
      json.field(
        "row_fields",
        object: { fields in
          for (name, count) in result.fieldCounts {
            fields.key(text: name)
            fields.value(count)
          }
        })
      json.field("examples", object: writeExamples)
    }
    text.newline()
    return text.bytes
  }

  private func writeExamples(_ json: inout JSONText) {
    for (name, _, kind) in result.kinds {
      json.key(text: Text(name))
      json.array { list in
        for example in kind.examples {
          list.object { row in
            row.field("event", example.event)
            row.field("label", example.label)
            row.field("split", example.split.rawValue)
            row.field("detail", example.words)
          }
        }
      }
    }
  }
}
