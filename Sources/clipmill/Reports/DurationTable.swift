import Bundle
import Dataset
import Survey

/// The table of `--expected-duration-csv`: the length of the clips of each source set.
///
/// Lines end in LF; fields are quoted by RFC 4180. A source set without clips has no row. A name that a spreadsheet
/// would take for a formula has an apostrophe before it, and hidden characters are made visible.
struct DurationTable {
  private struct Row {
    let category: String
    let sourceSet: Text
    let frames: Int
  }

  /// The first line.
  static let head = "category,source_set,seconds,formatted_duration"

  private var rows: [Row] = []
  private let rate: Int

  /// The expected result of an export.
  init(_ report: VerificationReport) {
    rate = report.request.options.clips.sampleRate
    add("expected", report.expected.sources)
  }

  /// The contents of a bundle, the additions of this run, and the clips that it rendered again.
  init(_ metadata: Metadata) {
    rate = metadata.options.clips.sampleRate
    add("total", metadata.merged.lifetime.sources)
    add("run", metadata.merged.run.sources)
    add("run_healed", metadata.merged.counts.runHealed.sources)
  }

  private mutating func add(_ category: String, _ sources: [(name: Text, frames: Int)]) {
    let longestFirst = sources.sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }
    rows += longestFirst.map { Row(category: category, sourceSet: $0.name, frames: $0.frames) }
  }

  var text: String {
    let lines = rows.map { row in
      [
        row.category, Self.harmless(row.sourceSet.string.visible),
        "\(Double(row.frames) / Double(rate))",
        Numbers.duration(frames: row.frames, rate: rate),
      ].map(Self.quoted).joined(separator: ",")
    }
    return ([Self.head] + lines)
      .map { $0 + "\n" }.joined()
  }

  private static func harmless(_ name: String) -> String {
    name.unicodeScalars.first.map("=+-@".unicodeScalars.contains) == true ? "'" + name : name
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard needsQuotes else { return field }
    return "\"" + field.escaping(["\"": "\"\""]) + "\""
  }
}
