import AudioIO
package import Dataset
import Files

/// The result of opening each distinct recording once.
package struct RecordingFindings: Hashable, Sendable {
  /// Number of recordings that could be opened.
  package internal(set) var opened = 0
  /// Recordings that cannot be opened or decoded, the first ones in manifest order.
  package internal(set) var unreadable: [Unreadable] = []
  /// Number of these recordings, and of the events that need them.
  package internal(set) var unreadableFiles = 0
  /// Events of unreadable recordings, with or without components.
  package internal(set) var unreadableEvents = 0
  /// Files by sample rate in Hz.
  package internal(set) var sampleRates: [Int: Int] = [:]
  /// Files by number of channels.
  package internal(set) var channels: [Int: Int] = [:]
  /// Events with a label whose window starts at or behind its recording's end.
  package internal(set) var outOfRange = 0
  /// Events with a label whose window extends past its recording's end.
  package internal(set) var cutShort = 0

  /// A recording that cannot be read.
  package struct Unreadable: Hashable, Sendable {
    package let source: SourceKey
    package internal(set) var events: Int
    package let words: String
  }

  /// Unreadable recordings that are kept by name.
  package static let unreadableLimit = 1000
}

/// A recording that ends before one of its windows does.
struct ShortRecording {
  let rate: Int
  let frames: Int
  /// The reason why the rest cannot be read, if the file continues.
  var words: String?
}

/// Opens recordings and tries whether they reach as far as their windows.
///
/// If a recording reaches as far as its last window, one frame of it is decoded; otherwise it is decoded to its end.
/// Only rendering finds damage before that frame.
struct RecordingCheck {
  private(set) var findings = RecordingFindings()
  private(set) var examples: [Example] = []
  /// Recordings whose windows have to be judged one by one.
  private(set) var short: [SourceKey: ShortRecording] = [:]
  /// Recordings that give no clip.
  private(set) var refused: Set<SourceKey> = []
  private let roots: AudioRoots
  private static let step = 1 << 16

  init(_ roots: AudioRoots) { self.roots = roots }

  mutating func check(_ row: SourceRow) {
    guard case .root(let root) = row.location,
      let path = roots.path(of: row.source, root: root)
    else { return }
    do throws(SoundFileError) {
      let recording = try Recording(path: path)
      findings.opened += 1
      findings.sampleRates[recording.sampleRate, default: 0] += 1
      findings.channels[recording.channels, default: 0] += 1
      do throws(SoundFileError) {
        try measure(recording, of: row)
      } catch {
        guard let words = recording.goesOn, let frames = recording.frameCount else { throw error }
        short[row.source] = ShortRecording(
          rate: recording.sampleRate, frames: frames, words: words)
        note(words, for: row.source, events: 0)
      }
    } catch {
      note(error, for: row)
    }
  }

  private mutating func measure(_ recording: Recording, of row: SourceRow) throws(SoundFileError) {
    guard let window = row.lastWindow else { return }
    if let last = window.frames(at: recording.sampleRate),
      try recording.available(from: last.start + last.count - 1, count: 1) == 1
    {
      return
    }
    short[row.source] = ShortRecording(
      rate: recording.sampleRate, frames: try Self.length(of: recording))
  }

  /// Number of frames that decode from the start.
  private static func length(of recording: Recording) throws(SoundFileError) -> Int {
    var length = 0
    while true {
      let count = try recording.available(from: length, count: step)
      length += count
      if count < step { return length }
    }
  }

  private mutating func note(_ error: SoundFileError, for row: SourceRow) {
    let words =
      switch error {
      case .unreadable(let words): words
      case .unreachable(_, let words): "cannot be reached: \(words)"
      }
    refused.insert(row.source)
    note(words, for: row.source, events: row.events)
    if examples.count < Examples.limit {
      examples.append(Example(row.first, detail: Text(words)))
    }
  }

  private mutating func note(_ words: String, for source: SourceKey, events: Int) {
    findings.unreadableFiles += 1
    findings.unreadableEvents += events
    if findings.unreadable.count < RecordingFindings.unreadableLimit {
      findings.unreadable.append(.init(source: source, events: events, words: words))
    }
  }

  /// The part of an event's window that its recording holds, 0 to 1; 0 if it gives no clip.
  func share(of event: Event) -> Double {
    if refused.contains(event.source) { return 0 }
    guard let end = short[event.source] else { return 1 }
    guard let window = event.window.frames(at: end.rate), window.start < end.frames else {
      return 0
    }
    let held = min(end.frames - window.start, window.count)
    // Frames behind the stated end of a file that continues are unreadable.
    if held < window.count, end.words != nil { return 0 }
    return Double(held) / Double(max(window.count, 1))
  }

  /// Judges a window of one of the short recordings.
  mutating func compare(_ event: Event) -> (kind: FindingKind, detail: Text)? {
    guard let end = short[event.source], !event.labels.isEmpty, event.hasOnset else {
      return nil
    }
    if let words = end.words { return compare(event, with: end, words) }
    guard let window = event.window.frames(at: end.rate), window.start < end.frames else {
      findings.outOfRange += 1
      return (.outOfRange, Text("onset \(event.window.onset.thousandths) s of \(end.seconds) s"))
    }
    guard window.start + window.count > end.frames else { return nil }
    findings.cutShort += 1
    let kept = end.frames - window.start
    return (.cutShort, Text("\(kept) of \(window.count) frames"))
  }

  /// Judges a window that extends past the readable frames of a recording that continues.
  private mutating func compare(
    _ event: Event, with end: ShortRecording, _ words: String
  ) -> (kind: FindingKind, detail: Text)? {
    if let window = event.window.frames(at: end.rate), window.start + window.count <= end.frames {
      return nil
    }
    findings.unreadableEvents += 1
    if let file = findings.unreadable.firstIndex(where: { $0.source == event.source }) {
      findings.unreadable[file].events += 1
    }
    return (.unreadable, Text(words))
  }
}

extension ShortRecording {
  fileprivate var seconds: Double { (Double(frames) / Double(rate)).thousandths }
}

extension Double {
  /// Rounded to a thousandth, for people.
  fileprivate var thousandths: Double { (self * 1000).rounded() / 1000 }
}
