import Bundle
import Dataset
import Survey

/// The drawings of the page: SVG with words for readers who cannot see it.
enum PageCharts {
  /// The colour class of a part of a bar, from `page.css`, and its name.
  typealias Part = (kind: String, name: String)

  /// A bar in parts, each with its count; `scale` is the count that fills the whole width.
  static func bar(_ subject: Text, _ parts: [Part], _ counts: [Int], scale: Int) -> Markup {
    let words = zip(parts, counts).map { "\($0.name) \($1.grouped)" }.joined(separator: ", ")
    var start = 0.0
    let rects: [Markup] = zip(parts, counts).map { part, count in
      let width = scale == 0 ? 0 : 100 * Double(count) / Double(scale)
      defer { start += width }
      return """
        <rect class="\(part.kind)" x="\(percent(start))" width="\(percent(width))" height="100%"/>
        """
    }
    return """
      <svg class="bar" role="img" aria-label="\(subject.string): \(words)"><title>\(subject): \
      \(words)</title>\(rects)</svg>
      """
  }

  private static func percent(_ value: Double) -> String {
    "\((value * 1000).rounded() / 1000)%"
  }

  /// The meaning of the colours.
  static func legend(_ parts: [Part]) -> Markup {
    let items: [Markup] = parts.map { part in
      """
      <li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="\(part.kind)" width="10" \
      height="10" rx="2"/></svg>\(part.name)</li>
      """
    }
    return "<ul class=\"legend\">\(items)</ul>"
  }

  // MARK: Histogram

  private static let (width, height, left, top) = (420.0, 170.0, 44.0, 8.0)
  private static let floor = 142.0

  /// Twenty columns over 0...1, and their numbers as a table.
  static func histogram(_ name: String, _ histogram: Histogram) -> Markup {
    let most = max(histogram.counts.max() ?? 0, 1)
    let step = (width - left) / Double(Histogram.steps)
    let columns: [Markup] = histogram.counts.enumerated().map { index, count in
      let size = (floor - top) * Double(count) / Double(most)
      return """
        <rect class="train" x="\(place(left + Double(index) * step + 1))" \
        y="\(place(floor - size))" width="\(place(step - 2))" height="\(place(size))">\
        <title>\(range(index)): \(count)</title></rect>
        """
    }
    let ticks: [Markup] = (0...4).map { tick in
      let x = left + (width - left) * Double(tick) / 4
      let anchor = tick == 0 ? "start" : tick == 4 ? "end" : "middle"
      return """
        <text x="\(place(x))" y="160" text-anchor="\(anchor)">\(place(Double(tick) / 4))</text>
        """
    }
    let rows: [Markup] = histogram.counts.enumerated().map { index, count in
      "<tr><th scope=\"row\">\(range(index))</th><td class=\"figure\">\(count)</td></tr>"
    }
    return """
      <svg class="plot" viewBox="0 0 420 170" role="img" aria-label="\(name): how often each value \
      occurs; the numbers are in the table below"><line x1="44" y1="142" x2="420" y2="142"/>\
      <line x1="44" y1="8" x2="420" y2="8"/><text x="38" y="16" text-anchor="end">\
      \(short(most))</text><text x="38" y="142" text-anchor="end">0</text>\(columns)\(ticks)</svg>
      <details><summary>\(name) in numbers</summary><table id="\(name.lowercased())-table"><thead>\
      <tr><th scope="col">\(name)</th><th scope="col" class="figure">Components</th></tr></thead>\
      <tbody>\(rows)</tbody></table></details>
      """
  }

  /// `0.05–0.1`.
  private static func range(_ index: Int) -> String {
    "\(hundredths(index * 5))–\(hundredths(index * 5 + 5))"
  }

  private static func hundredths(_ number: Int) -> String { "\(Double(number) / 100)" }

  /// `12.3k`: fits beside a chart.
  private static func short(_ count: Int) -> String {
    if count < 10_000 { return count.grouped }
    if count < 1_000_000 { return "\(Double(count / 100) / 10)k" }
    return "\(Double(count / 100_000) / 10)M"
  }

  private static func place(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  // MARK: Waveform

  /// Columns of a waveform.
  static let waveColumns = 120

  /// The largest and the smallest sample of each column, as one shape that fills the height.
  static func waveform(_ samples: [Float], _ words: String) -> Markup {
    var (upper, lower) = ([String](), [String]())
    let scale = 1 / max(peak(of: samples), 1e-6)
    for column in 0..<waveColumns {
      let start = samples.count * column / waveColumns
      let end = max(samples.count * (column + 1) / waveColumns, min(start + 1, samples.count))
      let part = samples[start..<end]
      let (high, low) = (clamped(scale * (part.max() ?? 0)), clamped(scale * (part.min() ?? 0)))
      upper.append("\(column) \(place(20 - 19 * max(high, low + 0.02)))")
      lower.append("\(column) \(place(20 - 19 * low))")
    }
    let shape = (upper + lower.reversed()).joined(separator: "L")
    return """
      <svg class="wave" viewBox="0 0 119 40" preserveAspectRatio="none" role="img" \
      aria-label="\(words)"><title>\(words)</title><line x1="0" y1="20" x2="119" y2="20"/>\
      <path d="M\(shape)Z"/></svg>
      """
  }

  /// A line at the event's onset, at a share of the clip's length; nothing if the onset is not known.
  static func onset(at share: Double?) -> Markup {
    guard let share, (0...1).contains(share) else { return "" }
    return """
      <svg class="onset" aria-hidden="true"><line x1="\(percent(100 * share))" y1="0" \
      x2="\(percent(100 * share))" y2="100%"/></svg>
      """
  }

  /// The largest sample, whatever its sign; full scale is 1.
  static func peak(of samples: [Float]) -> Float { samples.reduce(0) { max($0, abs($1)) } }

  private static func clamped(_ sample: Float) -> Double {
    sample.isNaN ? 0 : min(max(Double(sample), -1), 1)
  }
}
