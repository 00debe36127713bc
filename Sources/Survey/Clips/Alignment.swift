package import Dataset

/// The time from events' onsets to the loudest samples of their clips.
package struct Alignment: Sendable {
  /// Clips of one source set and label.
  package struct Cell: Hashable, Sendable {
    package let sourceSet: Text
    package let label: Text
    package let clips: Int
    /// Milliseconds from the onset to the loudest sample.
    package let spread: ValueSummary
    /// Milliseconds between which the median lies with 99.9 % certainty; nil if the clips are too few to say.
    package let medianRange: ClosedRange<Double>?
    /// The usual median of the label, in milliseconds; nil if there is none to compare with.
    package private(set) var usual: Double?
    /// The `medianRange` of the source set that has the usual median.
    private(set) var usualRange: ClosedRange<Double>?

    /// The milliseconds to add to `onset_time` so that the median becomes the usual one.
    package var shift: Double? { usual.map { spread.p50 - $0 } }

    /// True if the usual median lies outside the middle half of the clips, and the medians differ beyond chance.
    ///
    /// Otherwise other sounds in the windows are louder as often as not, or are so in a few clips by accident, and
    /// the median says nothing about the onsets.
    package var isApart: Bool {
      guard let usual, let usualRange, let medianRange else { return false }
      return (usual < spread.p25 || usual > spread.p75) && !medianRange.overlaps(usualRange)
    }

    fileprivate mutating func compare(with cell: Cell) {
      usual = cell.spread.p50
      usualRange = cell.medianRange
    }

    /// True if the clips are apart, by more than the precision with which people and algorithms set onsets.
    package var isMisaligned: Bool { isApart && abs(shift ?? 0) > Alignment.tolerance }
  }

  /// By source set and label, in the order of their bytes.
  package internal(set) var cells: [Cell] = []
  /// Clips whose event was found, without the silent ones.
  package internal(set) var clips = 0
  /// Clips without an event in the manifest, or with one whose window starts elsewhere.
  package internal(set) var unmatched = 0
  /// Clips whose windows would start before their recording.
  package internal(set) var clampedStarts = 0
  /// Clips that the end of the recording cut short.
  package internal(set) var cutEnds = 0

  /// The milliseconds by which a source set's median may differ from the usual one of a label.
  package static let tolerance = 20.0

  /// The misaligned cells, the furthest first.
  package var misaligned: [Cell] {
    cells.enumerated().filter(\.element.isMisaligned).sorted {
      (abs($1.element.shift ?? 0), $0.offset) < (abs($0.element.shift ?? 0), $1.offset)
    }.map(\.element)
  }

  /// True if any source set is compared with another.
  package var isCompared: Bool { cells.contains { $0.usual != nil } }

  /// The cell that is apart and whose median is furthest from the usual one; nil if none is apart.
  package var furthest: Cell? {
    cells.filter(\.isApart).reduce(nil) { best, cell in
      abs(cell.shift ?? 0) > abs(best?.shift ?? -1) || best == nil ? cell : best
    }
  }

  /// Gives each cell the usual median of its label: the middle one of the source sets' medians; of two middle ones,
  /// that of the source set with more clips.
  mutating func compare() {
    var byLabel: [Text: [Int]] = [:]
    for (place, cell) in cells.enumerated() where cell.medianRange != nil {
      byLabel[cell.label, default: []].append(place)
    }
    for places in byLabel.values where places.count > 1 {
      let sorted = places.sorted { (cells[$0].spread.p50, $0) < (cells[$1].spread.p50, $1) }
      let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
      let middle = cells[cells[high].clips > cells[low].clips ? high : low]
      for place in places { cells[place].compare(with: middle) }
    }
  }
}

/// Finds the events of clips in their manifest, and measures.
struct Aligner {
  private let records: ClipRecords
  /// Hz of the clips.
  private let sampleRate: Int
  private let options: ClipOptions
  /// Numbers of the clips in the order of their names.
  private let order: [UInt32]
  /// Seconds from each clip's start to its event's onset; NaN if the event is not found.
  private var onsets: [Float]
  private var findings = Alignment()
  private var spreads: [SpreadKey: ValueCounts] = [:]

  private struct SpreadKey: Hashable {
    let sourceSet: Text
    let label: Int32
  }

  /// Searches for the events of these clips; `options` are those by which clips are named.
  init(_ records: ClipRecords, sampleRate: Int, options: ClipOptions) {
    self.records = records
    self.sampleRate = sampleRate
    self.options = options
    let clips = records.rows
    order = clips.indices.filter { clips[$0].traits.contains(.hasOrigin) }
      .map { UInt32($0) }.sorted { (clips[Int($0)].name, $0) < (clips[Int($1)].name, $1) }
    onsets = [Float](repeating: .nan, count: clips.count)
  }

  /// Takes the manifest's next event.
  mutating func add(_ event: Event) {
    if order.isEmpty || !event.hasOnset { return }
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    for label in event.labels {
      let key = ContentDigest(clipOf: event, label: label, in: split, options: options)
      guard let clip = number(of: ClipRecords.name(key)), onsets[clip].isNaN else { continue }
      measure(clip, event.window)
    }
  }

  private func number(of name: UInt64) -> Int? {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if records.rows[Int(order[middle])].name < name { low = middle + 1 } else { high = middle }
    }
    guard low < order.count, records.rows[Int(order[low])].name == name else { return nil }
    return Int(order[low])
  }

  private mutating func measure(_ number: Int, _ window: Window) {
    let clip = records.rows[number]
    let recording = records.recordings[clip.recording]
    guard let frames = window.frames(at: recording.rate), frames.start == clip.start else { return }
    let first = Double(clip.start) / Double(recording.rate)
    onsets[number] = Float(first.distance(to: window.onset))
    if window.isClampedAtStart { findings.clampedStarts += 1 }
    if Int(clip.frames) < frames.count { findings.cutEnds += 1 }
    guard clip.traits.contains(.hasLevel), !clip.traits.contains(.isSilent) else { return }
    findings.clips += 1
    let peak = Double(clip.peakFrame) / Double(sampleRate)
    let key = SpreadKey(sourceSet: recording.sourceSet, label: clip.label)
    spreads[key, default: ValueCounts()].add((first + peak - window.onset) * 1000)
  }

  /// The result, once all events were added.
  func finish() -> Alignment {
    var findings = findings
    findings.unmatched = onsets.count { $0.isNaN }
    findings.cells = spreads.compactMap { key, values in
      var values = values
      guard let spread = values.summary() else { return nil }
      return Alignment.Cell(
        sourceSet: key.sourceSet, label: records.labels[key.label], clips: values.count,
        spread: spread, medianRange: values.medianRange())
    }.sorted { ($0.sourceSet, $0.label) < ($1.sourceSet, $1.label) }
    findings.compare()
    return findings
  }

  /// Seconds from a clip's start to its event's onset, and milliseconds from there to its loudest sample; nil if the
  /// event is not found.
  func place(of clip: Int) -> (onset: Double, lag: Double)? {
    if onsets[clip].isNaN { return nil }
    let onset = Double(onsets[clip])
    return (onset, (Double(records.rows[clip].peakFrame) / Double(sampleRate) - onset) * 1000)
  }
}
