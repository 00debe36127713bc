import Bundle
import Dataset
import Survey

/// The parts of the page about the bundle's origin, and what it omits.
struct PageOrigin {
  private let report: HealthReport

  /// Changes that are shown of a kind, the largest.
  private static let changesOfKind = 20

  init(_ report: HealthReport) { self.report = report }

  /// Changes since the baseline, by kind.
  var drift: Markup {
    guard let drift = report.drift else { return "" }
    let kinds = [
      ("labels", drift.labels), ("techniques", drift.techniques),
      ("source sets", drift.sourceSets),
    ]
    let words: [Markup] = kinds.filter { !$0.1.rows.isEmpty }.map { name, comparison in
      let index = comparison.stabilityIndex.map(Numbers.fraction) ?? "none"
      return "<li>\(name): \(Drift.words(for: comparison.stabilityIndex)) (index \(index))</li>"
    }
    let changed = kinds.map { name, comparison in
      comparison.rows.filter { $0.before != $0.after }.map { (name, $0) }
    }
    let shown = changed.flatMap { $0.prefix(Self.changesOfKind) }
    let rows: [Markup] = shown.map { kind, row in
      """
      <tr><th scope="row">\(Markup.name(row.name))</th><td class="optional">\(kind)</td>\
      <td class="figure">\(row.before)</td><td class="figure">\(row.after)</td>\
      <td class="figure">\(Numbers.change(row.shareChange))</td></tr>

      """
    }
    let table = PageTable(
      id: "drift-table", title: "What changed",
      header: [
        ("Name", ""), ("Kind", "optional"), ("Before", "figure"), ("Now", "figure"),
        ("Share", "figure"),
      ], rows: rows, total: changed.joined().count, limit: shown.count
    ).markup
    return """
      <section id="drift"><h2>Drift against the baseline</h2>
      <p>\(drift.old.events) events before, \(drift.new.events) now.</p><ul>\(words)</ul></section>
      \(table)
      """
  }

  /// Events without a clip, the first by name.
  var skipped: Markup {
    guard let bundle = report.bundle else { return "" }
    let events = bundle.skippedEvents
    let rows: [Markup] = events.first.map { event in
      """
      <tr><th scope="row">\(event.ordinal)</th><td class="optional">\(Markup.name(event.eventID ?? ""))</td>\
      <td>\(Markup.name(event.audioPath ?? ""))</td><td>\(Markup.name(event.reason))</td>\
      <td class="optional"><bdi>\(event.detail)</bdi></td></tr>

      """
    }
    let more = events.count - events.first.count
    return PageTable(
      id: "skipped", title: "Skipped events by name",
      header: [
        ("Event", ""), ("Id", "optional"), ("Recording", ""), ("Reason", ""),
        ("Detail", "optional"),
      ], rows: rows, isWide: true,
      after: more > 0 ? "<p class=\"soft\">and \(more) more, in skipped.jsonl</p>" : ""
    ).markup
  }

  /// Version, digest, options and split rule.
  var provenance: Markup {
    guard let bundle = report.bundle, let origin = bundle.provenance else { return "" }
    let ratio = "\(bundle.valRatio)"
    let facts: [(String, String)] = [
      ("Made by", origin.generator), ("With", origin.libraries.joined(separator: ", ")),
      ("Manifest", origin.manifest), ("SHA-256 of it", origin.manifestSHA256),
      ("Bundle digest", origin.bundleDigest),
      (
        "Split",
        "val where the first 8 bytes of SHA-1(session_id) ÷ 2⁶⁴ are below \(ratio), else train"
      ),
    ]
    let rows: [Markup] = facts.map { name, value in
      "<tr><th scope=\"row\">\(name)</th><td><bdi>\(value)</bdi></td></tr>\n"
    }
    return PageTable(
      id: "provenance", title: "Where it comes from", header: [("", ""), ("", "")], rows: rows,
      after: """
        <details><summary>All options</summary><pre>\(lines(origin.options))</pre></details>
        """
    ).markup
  }

  private func lines(_ text: String) -> Markup {
    let lines: [Markup] = text.split(separator: "\n").map { "\(String($0))<br>" }
    return "\(lines)"
  }
}
