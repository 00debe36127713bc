import Dataset
package import Export
import Scheduling

/// A run as a full screen: the picture of `status --watch`.
package struct StatusScreen: Sendable {
  package var status: StatusDocument
  /// Seconds since the run began; nil if that is not on record.
  package var elapsed: Int?
  /// Events a second at successive moments, for the little chart.
  package var rates: [Double] = []
  /// Free bytes under the bundle; nil if the disk cannot be asked from here.
  package var freeBytes: Int?
  package var order = WorkerOrder.trouble
  /// Number of workers that are scrolled past.
  package var skipped = 0
  /// A note to show: why the figures are old.
  package var note: String?

  /// A screen of a status, workers in trouble first.
  package init(_ status: StatusDocument) { self.status = status }

  /// Exactly as many lines as the screen has rows, none wider than `style.columns`.
  package func lines(_ style: Style, rows: Int) -> [String] {
    let top = head(style) + [""]
    let bottom = [keys(style)]
    let room = max(rows - top.count - bottom.count, 0)
    let workers = WorkerPanel(order.sorted(status.workers), skipped: skipped).lines(
      style, rows: room)
    var lines = Array(top.prefix(max(rows - 1, 0))) + workers
    while lines.count < rows - 1 { lines.append("") }
    return Array(lines.prefix(max(rows - 1, 0))) + bottom.prefix(rows)
  }

  // MARK: The head

  private func head(_ style: Style) -> [String] {
    let width = style.columns
    var lines = [first(style), bar(style)]
    if let reason = note ?? status.unanswered ?? status.delay {
      lines += reason.visible.wrapped(to: width).prefix(2).map { style.set($0, .warning) }
    }
    lines += facts.flatMap { fact in
      fact.words.visible.wrapped(to: width - Self.indent).prefix(2).enumerated().map {
        let name = $0 == 0 ? fact.name : ""
        let pad = String(repeating: " ", count: Self.indent - name.count)
        return (name + pad).cut(to: width) + style.set($1, fact.tint)
      }
    }
    return lines
  }

  private static let indent = 9

  private func first(_ style: Style) -> String {
    let head = HeadLine(status, elapsed: elapsed)
    let words = head.text(within: style.columns)
    let room = style.columns - words.columns - 2
    let place = "\(status.bundle.isEmpty ? "run" : status.bundle.visible): \(status.state)"
    return room < 16 ? style.bold(words) : style.bold(words) + "  " + place.fitted(to: room)
  }

  /// A bar of the events, and behind it the rate of the last minutes.
  private func bar(_ style: Style) -> String {
    let chart = min(rates.count, style.columns / 3)
    let width = max(style.columns - (chart > 0 ? chart + 2 : 0), 0)
    let bar = Bar.text(
      status.events.finished, of: status.events.total, columns: width, style.glyphs)
    if chart == 0 { return style.set(bar, .good) }
    return style.set(bar, .good) + "  " + Sparkline.text(rates, columns: chart, style.glyphs)
  }

  private typealias Fact = LivePicture.Counter

  private var facts: [Fact] {
    let (events, shards) = (status.events, status.shards)
    let counts =
      "\(events.finished.grouped) of \(events.total.grouped), \(status.clips.made.grouped) clips,"
      + " \(Numbers.duration(seconds: Int(min(max(status.clips.seconds, 0), 1e15)))) of audio"
    return [
      Fact("events", counts), Fact("shards", shards.words, shards.stuck > 0 ? .warning : nil),
      Fact("faults", faults, events.quarantined > 0 ? .warning : nil),
    ] + (room.map { [$0] } ?? [])
  }

  private var faults: String {
    let reasons = status.skips.filter { $0.value > 0 && $0.key != "quarantined" }
      .sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.grouped)" }
    let listed = reasons.isEmpty ? "" : ": \(reasons.joined(separator: ", "))"
    return "\(status.events.quarantined.grouped) quarantined,"
      + " \(status.events.skippedSoFar.grouped) skipped\(listed)"
  }

  /// The free space, and how long it lasts at this rate.
  private var room: Fact? {
    guard let freeBytes else { return nil }
    let free = "\(freeBytes.bytesInWords) free"
    guard let hours = RoomLeft(status, freeBytes: freeBytes).hours else {
      return Fact("room", free)
    }
    let isShort = status.clips.bytesLeft.map { $0 > freeBytes } ?? false
    let needed = status.clips.bytesLeft.map { ", \($0.bytesInWords) needed" } ?? ""
    return Fact("room", "\(free)\(needed), \(hours) at this rate", isShort ? .bad : nil)
  }

  // MARK: The keys

  private func keys(_ style: Style) -> String {
    func list(_ words: (WorkerOrder) -> String) -> String {
      WorkerOrder.allCases.map { $0 == order ? "[\(words($0))]" : words($0) }
        .joined(separator: "  ")
    }
    let long =
      "q leave   order: \(list { "\($0.key) \($0.words)" })   \(style.glyphs.arrows) scroll"
    let brief = "q leave  order: \(list(\.key))"
    let words = long.columns <= style.columns ? long : brief.cut(to: style.columns)
    return style.set(words, .faint)
  }
}

extension HeadLine {
  /// The line of a run.
  package init(_ status: StatusDocument, elapsed: Int?) {
    self.init(unit: "events")
    let events = status.events
    percent = events.total > 0 ? Bar.percent(events.finished, of: events.total) : nil
    self.elapsed = elapsed
    isOver = status.isOver
    left = status.isOver ? nil : events.etaSeconds
    rate = status.isOver ? 0 : events.perSecond
  }
}

/// The time that a disk lasts at the rate at which clips are made.
struct RoomLeft {
  private let seconds: Double?

  /// Computed from the bytes that events have taken so far.
  init(_ status: StatusDocument, freeBytes: Int) {
    let (events, bytes) = (Double(status.events.done), status.clips.bytes.map(Double.init) ?? 0)
    let rate = status.isOver ? 0 : status.events.perSecond
    seconds =
      events > 0 && bytes > 0 && rate > 0 ? Double(freeBytes) / (bytes / events * rate) : nil
  }

  /// `14 h`, `0.4 h`, `over 1,000 h`; nil if nothing is written.
  var hours: String? {
    guard let seconds else { return nil }
    let hours = seconds / 3600
    return hours > 1000 ? "over 1,000 h" : "\(HeadLine.number(hours)) h"
  }
}
