import Bundle
import Dataset
import Survey

/// The parts of the page about the sound of clips: levels, alignment, leaks, conflicts.
struct PageSound {
  private let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  var sections: Markup {
    guard let clips = report.clips else { return "" }
    return "\(leaks(clips))\(pairs(clips))\(levels(clips))\(spread(clips))\(alignment(clips))"
  }

  // MARK: Levels

  private func levels(_ clips: ClipFindings) -> Markup {
    let table = clips.levels
    let named = table.byLabel + table.bySource.map { (name: $0.name, counts: $0.counts) }
    let rows: [Markup] = named.map { name, counts in
      """
      <tr><th scope="row">\(Markup.name(name))</th><td class="figure">\(counts.silent)</td>\
      <td class="figure">\(counts.digitalSilence)</td><td class="figure">\(counts.fullScale)</td></tr>

      """
    }
    return PageTable(
      id: "levels", title: "Silent and full-scale clips",
      header: [
        ("Label or source set", ""), ("Below −60 dBFS", "figure"), ("Zeros", "figure"),
        ("Full scale", "figure"),
      ], rows: rows
    ).markup
  }

  private func spread(_ clips: ClipFindings) -> Markup {
    if clips.clips == 0 { return "" }
    let names = (0..<LevelHistogram.steps).map { step in
      "\(LevelHistogram.width * (step - LevelHistogram.steps)) to"
        + " \(LevelHistogram.width * (step + 1 - LevelHistogram.steps)) dBFS"
    }
    let charts = [
      ("Peak", "peak", clips.histogram.peaks), ("Mean level", "rms", clips.histogram.rms),
    ].map { title, id, counts in
      PageColumns(id: id, title: title, names: names, counts: counts, ends: ("−96 dBFS", "0 dBFS"))
        .markup
    }
    return """
      <section id="spread"><h2>Levels of the clips</h2>
      \(charts)</section>

      """
  }

  // MARK: Alignment

  /// Source sets and labels that are shown: misaligned ones first, then those that are compared.
  private static let cellsAtMost = 60

  /// Milliseconds that the chart spans.
  private static let span = (least: -100.0, most: 300.0)

  private func alignment(_ clips: ClipFindings) -> Markup {
    guard let alignment = clips.alignment else { return "" }
    let others = alignment.cells.filter { !$0.isMisaligned }
    let cells =
      alignment.misaligned + others.filter { $0.usual != nil }
      + others.filter { $0.usual == nil }.sorted { $0.clips > $1.clips }
    let rows: [Markup] = cells.prefix(Self.cellsAtMost).map { cell in
      let kind = cell.isMisaligned ? "fail" : ""
      let shift = cell.shift.map(Numbers.milliseconds) ?? ""
      return """
        <tr><th scope="row">\(Markup.name(cell.sourceSet)): \(Markup.name(cell.label))</th>\
        <td class="chart">\(Self.interval(cell))</td><td class="figure optional">\(cell.clips)</td>\
        <td class="figure optional">\(Numbers.milliseconds(cell.spread.p05))</td>\
        <td class="figure">\(Numbers.milliseconds(cell.spread.p50))</td>\
        <td class="figure optional">\(Numbers.milliseconds(cell.spread.p95))</td>\
        <td class="figure \(kind)">\(shift)</td></tr>

        """
    }
    return PageTable(
      id: "alignment", title: "Loudest sample after the onset",
      header: [
        ("Source set: label", ""), ("−100 to 300 ms", "chart"), ("Clips", "figure optional"),
        ("5 %", "figure optional"), ("Median", "figure"), ("95 %", "figure optional"),
        ("Add to onset", "figure"),
      ], rows: rows, total: cells.count, limit: Self.cellsAtMost, isWide: true,
      before: """
        <p class="soft">The band goes from the 5th to the 95th percentile, the line is the median, the \
        mark the usual median of the label.</p>
        """,
      after: """
        <p class="soft">\(alignment.clampedStarts) windows would start before their recording, \
        \(alignment.cutEnds) are cut short by its end, \(alignment.unmatched) clips have no event \
        in this manifest.</p>
        """
    ).markup
  }

  private static func interval(_ cell: Alignment.Cell) -> Markup {
    func place(_ milliseconds: Double) -> Double {
      let share = (milliseconds - span.least) / (span.most - span.least)
      return (min(max(share, 0), 1) * 10_000).rounded() / 100
    }
    let (low, middle, high) = (
      place(cell.spread.p05), place(cell.spread.p50), place(cell.spread.p95)
    )
    let kind = cell.isMisaligned ? "alarm" : "train"
    let usual: Markup =
      cell.usual.map { "<circle class=\"usual\" cx=\"\("\(place($0))")%\" cy=\"50%\" r=\"3\"/>" }
      ?? ""
    let words = """
      \(cell.sourceSet), \(cell.label): \(Numbers.milliseconds(cell.spread.p05)) to \
      \(Numbers.milliseconds(cell.spread.p95)), median \(Numbers.milliseconds(cell.spread.p50))
      """
    return """
      <svg class="bar" role="img" aria-label="\(words)"><title>\(words)</title>\
      <rect class="band" x="\("\(low)")%" width="\("\(max(high - low, 0.4))")%" height="100%"/>\
      <rect class="\(kind)" x="\("\(min(middle, 99))")%" width="1%" height="100%"/>\(usual)</svg>
      """
  }

  // MARK: Leaks and conflicts

  private func leaks(_ clips: ClipFindings) -> Markup {
    let rows: [Markup] = clips.sharedRecordings.first.map { recording in
      """
      <tr><th scope="row">\(Markup.name(recording.audioPath))</th>\
      <td>\(Markup.name(recording.sourceSet))</td><td class="figure">\(recording.train)</td>\
      <td class="figure">\(recording.val)</td></tr>

      """
    }
    let table = PageTable(
      id: "leaks", title: "Recordings in both splits",
      header: [("Recording", ""), ("Source set", ""), ("Train", "figure"), ("Val", "figure")],
      rows: rows,
      before: """
        <p class="fail">\(clips.leaked) clips are of a recording or audio that the other split has.</p>
        """
    ).markup
    return "\(table)\(copies(clips))\(unsearched(clips))"
  }

  private func copies(_ clips: ClipFindings) -> Markup {
    let rows: [Markup] = clips.copiedRecordings.first.map { copy in
      let names: [Markup] = copy.examples.map { "<li>\(Markup.name($0.audioPath))</li>" }
      let sources: [Markup] = copy.examples.map { "<li>\(Markup.name($0.sourceSet))</li>" }
      let left = copy.recordings - copy.examples.count
      let more: Markup = left > 0 ? "<li>and \(left) more</li>" : ""
      return """
        <tr><th scope="row"><ul class="names">\(names)\(more)</ul></th>\
        <td><ul class="names">\(sources)</ul></td>\
        <td class="figure">\(copy.train)</td><td class="figure">\(copy.val)</td></tr>

        """
    }
    return PageTable(
      id: "copies", title: "Recordings in both splits under several paths",
      header: [("Recordings", ""), ("Source set", ""), ("Train", "figure"), ("Val", "figure")],
      rows: rows,
      before: """
        <p class="fail">\(clips.clipsOfCopiedRecordings) clips are of recordings whose content \
        another path has.</p>
        """
    ).markup
  }

  private func unsearched(_ clips: ClipFindings) -> Markup {
    guard let words = clips.unsearched else { return "" }
    return """
      <section id="unsearched"><h2>Leaks that are not known</h2>
      <p>\(words.prefix(1).uppercased() + words.dropFirst()).</p></section>

      """
  }

  private func pairs(_ clips: ClipFindings) -> Markup {
    let tables = [
      ("shared-audio", "Equal audio in both splits", clips.sharedAudio),
      ("conflicts", "Equal audio under different labels", clips.labelConflicts),
      ("near-repeats", "Windows that overlap by more than half", clips.nearRepeats),
    ]
    let parts: [Markup] = tables.map { id, title, pairs in
      let rows: [Markup] = pairs.first.map { pair in
        "<tr><td>\(Markup.name(pair.clip))</td><td>\(Markup.name(pair.other))</td></tr>\n"
      }
      return PageTable(
        id: id, title: title, header: [("Clip", ""), ("and", "")], rows: rows,
        before: "<p>\(pairs.count) clips; the first are listed.</p>"
      ).markup
    }
    return "\(parts)"
  }
}
