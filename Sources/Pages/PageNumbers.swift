import Bundle
import Dataset
import Survey

/// The parts of the page about the contents: labels, lengths, distributions.
struct PageNumbers {
  private let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  var sections: Markup {
    "\(labels)\(spreads)\(sources)\(loudness)\(duplicates)\(skips)\(groups)"
  }

  // MARK: Labels

  private static let splitKinds = [(kind: "train", name: "train"), (kind: "val", name: "val")]
  private static let realKinds = [
    (kind: "real", name: "real"), (kind: "synthetic", name: "synthetic"),
    (kind: "unstated", name: "not stated"),
  ]

  private var labels: Markup {
    let isManifest = report.events != nil
    let table = (report.events?.labels ?? report.bundle?.labels ?? LabelTable()).byCount
    let scale = table.first?.counts.total ?? 0
    let rows: [Markup] = table.prefix(HealthPage.rowLimit).map { label, counts in
      let splits = PageCharts.bar(label, Self.splitKinds, [counts.train, counts.val], scale: scale)
      let real = PageCharts.bar(
        label, Self.realKinds, [counts.real, counts.synthetic, counts.unstated], scale: scale)
      let origin: Markup =
        isManifest
        ? """
        <td class="figure optional">\(counts.real)</td><td class="figure optional">\
        \(counts.synthetic)</td>
        """ : ""
      return """
        <tr><th scope="row">\(Markup.name(label))</th><td class="chart">\(splits)\
        \(isManifest ? real : "")</td><td class="figure">\(counts.total)</td>\
        <td class="figure">\(counts.train)</td><td class="figure">\(counts.val)</td>\(origin)</tr>

        """
    }
    let origin = [("Real", "figure optional"), ("Synthetic", "figure optional")]
    return PageTable(
      id: "labels", title: isManifest ? "Labelled components" : "Clips by label",
      header: [
        ("Label", ""), ("Split\(isManifest ? ", origin" : "")", "chart"), ("All", "figure"),
        ("Train", "figure"), ("Val", "figure"),
      ] + (isManifest ? origin : []), rows: rows, total: table.count, isWide: true,
      before: PageCharts.legend(Self.splitKinds + (isManifest ? Self.realKinds : []))
    ).markup
  }

  // MARK: Sources

  private var sources: Markup {
    let isBundle = report.bundle != nil
    let rate = report.bundle?.sampleRate ?? EventStatistics.rate
    let table = (report.bundle?.sources ?? report.events?.sources ?? LengthBySource()).byLength
    let scale = table.first?.frames ?? 0
    let rows: [Markup] = table.prefix(HealthPage.rowLimit).map { source in
      let length = Numbers.duration(Double(source.frames) / Double(rate))
      let bar = PageCharts.bar(
        source.name, [("train", length + ", frames")], [source.frames], scale: scale)
      return """
        <tr><th scope="row">\(Markup.name(source.name))</th><td class="chart">\(bar)</td>\
        <td class="figure">\(length)</td><td class="figure">\(source.clips)</td></tr>

        """
    }
    return PageTable(
      id: "sources",
      title: isBundle ? "Length of the clips by source" : "Length of the windows by source",
      header: [("Source set", ""), ("", "chart"), ("Length", "figure"), ("Clips", "figure")],
      rows: rows, total: table.count
    ).markup
  }

  // MARK: Spreads

  private var spreads: Markup {
    guard let events = report.events else { return "" }
    return """
      \(spread("Velocity", events.velocity, events.velocitySummary))\
      \(spread("Openness", events.openness, events.opennessSummary))
      """
  }

  private func spread(
    _ name: String, _ histogram: Histogram, _ summary: ValueSummary?
  ) -> Markup {
    guard let summary else { return "" }
    return """
      <section id="\(name.lowercased())"><h2>\(name)</h2>
      \(PageCharts.histogram(name, histogram))
      <p class="soft">median \(Numbers.fraction(summary.p50)), mean \(Numbers.fraction(summary.mean)), \
      half between \(Numbers.fraction(summary.p25)) and \(Numbers.fraction(summary.p75)); \
      \(histogram.outside) outside 0 to 1, \(histogram.absent) without</p></section>

      """
  }

  private var loudness: Markup {
    guard let events = report.events else { return "" }
    let known = [("LUFS, integrated", events.loudness), ("dBFS, peak", events.peak)]
    let rows: [Markup] = known.compactMap { name, summary in
      summary.map { summary in
        let cells: [Markup] = [summary.p05, summary.p50, summary.p95, summary.max].map {
          "<td class=\"figure\">\(Numbers.fraction($0))</td>"
        }
        return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>\n"
      }
    }
    return PageTable(
      id: "loudness", title: "Loudness",
      header: [("", "")] + ["5 %", "median", "95 %", "highest"].map { ($0, "figure") }, rows: rows
    ).markup
  }

  // MARK: Duplicates, skips, groups

  private var duplicates: Markup {
    guard let events = report.events else { return "" }
    let found = events.duplicates
    return counts(
      "duplicates", "Duplicates", "Labelled components",
      [
        ("once", events.components - found.total), ("same clip again", found.clips),
        ("same hit again", found.hits),
      ])
  }

  private var skips: Markup {
    guard let bundle = report.bundle else { return "" }
    return counts(
      "skips", "Events without a clip", "Reason",
      bundle.skipped.byCount.map { ($0.name, $0.count) })
  }

  private var groups: Markup {
    guard let events = report.events else { return "" }
    let tables: [(String, String, NameCounts)] = [
      ("dynamics", "Dynamics", events.dynamics), ("techniques", "Techniques", events.techniques),
      ("bleed", "Bleed", events.bleed), ("mix", "Mix", events.mix),
      ("drummers", "Drummers", events.drummers),
    ]
    let parts: [Markup] = tables.map { id, title, table in
      counts(id, title, "Name", table.byCount.map { ($0.name, $0.count) })
    }
    return "\(parts)"
  }

  /// Names and counts with a bar each.
  private func counts(
    _ id: String, _ title: String, _ heading: String, _ list: [(name: Text, count: Int)]
  ) -> Markup {
    let scale = list.map(\.count).max() ?? 0
    let rows: [Markup] = list.prefix(HealthPage.rowLimit).map { name, count in
      let bar = PageCharts.bar(name, [("train", "count")], [count], scale: scale)
      return """
        <tr><th scope="row">\(Markup.name(name))</th><td class="chart">\(bar)</td>\
        <td class="figure">\(count)</td></tr>

        """
    }
    return PageTable(
      id: id, title: title,
      header: [(heading, ""), ("", "chart"), ("Count", "figure")], rows: rows, total: list.count
    ).markup
  }
}
