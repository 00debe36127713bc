import Bundle
import Dataset
import Glibc
import Survey

/// The labels of each source set, as a table whose cells are darker the more clips there are, and the distribution of
/// sessions over splits.
struct PageMatrix {
  private let clips: ClipFindings
  private let bundle: BundleFindings

  /// Rows and columns that are shown, those with most clips.
  private static let (labelsAtMost, sourcesAtMost) = (100, 50)

  /// Columns beyond which their headings stand upright.
  private static let levelAtMost = 8

  init(_ clips: ClipFindings, _ bundle: BundleFindings) {
    self.clips = clips
    self.bundle = bundle
  }

  var markup: Markup {
    let labels = bundle.labels.byCount.prefix(Self.labelsAtMost).map(\.label)
    let sources = bundle.sources.rows.enumerated().sorted {
      ($1.element.clips, $0.offset) < ($0.element.clips, $1.offset)
    }.prefix(Self.sourcesAtMost).map(\.element.name)
    if labels.isEmpty { return "" }
    let counts = Dictionary(
      clips.labelsInSources.map { group in
        (SourceKey(audioPath: group.label, sourceSet: group.sourceSet), group.clips)
      }
    ) { $1 }
    let most = clips.labelsInSources.map(\.clips).max() ?? 1
    let isUpright = sources.count > Self.levelAtMost
    let heads: [Markup] = sources.map { "<th scope=\"col\">\(Markup.name($0))</th>" }
    let rows: [Markup] = labels.map { label in
      let cells: [Markup] = sources.map { source in
        let count = counts[SourceKey(audioPath: label, sourceSet: source)] ?? 0
        return "<td class=\"figure heat\(shade(count, most))\">\(count)</td>"
      }
      let split = bundle.labels[label]
      let val = split?.val ?? 0
      return """
        <tr><th scope="row">\(Markup.name(label))</th><td class="figure">\(split?.total ?? 0)</td>\
        <td class="figure \(val == 0 ? "fail" : "")">\(val)</td>\(cells)</tr>

        """
    }
    return """
      <section class="wide" id="matrix"><h2>Clips by label and source set</h2>
      <div class="scroll\(isUpright ? " upright" : "")" tabindex="0"><table><thead><tr>\
      <th scope="col">Label</th><th scope="col" class="figure">All</th>\
      <th scope="col" class="figure">In val</th>\(heads)</tr></thead>
      <tbody>\(rows)</tbody></table></div>\(rest)</section>
      \(sessions)
      """
  }

  /// 0 to 8, on a logarithmic scale.
  private func shade(_ count: Int, _ most: Int) -> String {
    if count == 0 { return "0" }
    return "\(1 + Int((7 * log(Double(count)) / max(log(Double(most)), 1)).rounded()))"
  }

  private var rest: Markup {
    let labels = bundle.labels.rows.count - Self.labelsAtMost
    let sources = bundle.sources.rows.count - Self.sourcesAtMost
    if labels <= 0, sources <= 0 { return "" }
    return """
      <p class="soft">and \(max(labels, 0)) more labels, \(max(sources, 0)) more source sets</p>
      """
  }

  private var sessions: Markup {
    let rows: [Markup] = Split.allCases.map { split in
      let seconds = Double(bundle.frames[split] ?? 0) / Double(bundle.sampleRate)
      return """
        <tr><th scope="row">\(split.rawValue)</th><td class="figure">\(bundle.sessions[split] ?? 0)</td>\
        <td class="figure">\(bundle.clips[split] ?? 0)</td>\
        <td class="figure">\(Numbers.duration(seconds))</td></tr>

        """
    }
    return PageTable(
      id: "sessions", title: "Sessions by split",
      header: [("Split", ""), ("Sessions", "figure"), ("Clips", "figure"), ("Length", "figure")],
      rows: rows
    ).markup
  }
}
