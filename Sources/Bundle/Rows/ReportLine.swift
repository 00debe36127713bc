import Glibc

/// The line of a rendered event in a report.
///
/// The bundle repeats some of it word for word, and copies those parts from here.
///
/// All parts are borrowed. Only lines in the form in which `ReportWriter` writes them are accepted, with ASCII
/// texts that need no escape, and without fields that only some rows have: any other line is read as a row.
package struct ReportLine {
  /// The digits of the ordinal.
  package let ordinal: UnsafeRawBufferPointer
  /// `"event_id":…,"session_id":…,"source_set":…`.
  package let event: UnsafeRawBufferPointer
  /// Without their quotes.
  package let eventID, sessionID, sourceSet: UnsafeRawBufferPointer
  /// With its quotes, or null.
  package let audioPath: UnsafeRawBufferPointer
  /// Without their quotes.
  package let labels: [UnsafeRawBufferPointer]
  package let duplicates, clipFrames: Int
  /// Bytes of each clip's file, as a number and as its digits.
  package let size: Int
  package let sizeDigits: UnsafeRawBufferPointer
  /// Without its quotes: 32 digits.
  package let digest: UnsafeRawBufferPointer
  /// `"start_frame":…,"frames":…,"source_rate":…`.
  package let origin: UnsafeRawBufferPointer
  /// `"peak":…,"peak_frame":…,"rms":…`.
  package let level: UnsafeRawBufferPointer
  package let peak: Int
  /// The sample of the recording: 32 digits without quotes; nil if it is not stated.
  package let source: UnsafeRawBufferPointer?

  /// Takes a line without its end; nil for a line of another form.
  package init?(_ line: UnsafeRawBufferPointer) {
    var scan = LineScan(line)
    guard scan.takes("{\"ordinal\":"), let ordinal = scan.number(), scan.takes(",") else {
      return nil
    }
    let eventStart = scan.position
    guard scan.takes("\"event_id\":"), let eventID = scan.text(),
      scan.takes(",\"session_id\":"), let sessionID = scan.text(),
      scan.takes(",\"source_set\":"), let sourceSet = scan.text()
    else { return nil }
    event = scan.slice(from: eventStart)
    guard scan.takes(",\"audio_path\":") else { return nil }
    let pathStart = scan.position
    guard scan.text() != nil else { return nil }
    audioPath = scan.slice(from: pathStart)
    guard scan.takes(",\"onset_time\":"), scan.numberOrNull(), scan.takes(",\"pre\":"),
      scan.numberOrNull(), scan.takes(",\"post\":"), scan.numberOrNull(),
      scan.takes(",\"duration_seconds\":"), scan.numberOrNull(),
      scan.takes(",\"labels\":["), let labels = scan.texts(),
      scan.takes(",\"duplicates\":"), let duplicates = scan.integer(),
      scan.takes(",\"clip_frames\":"), let clipFrames = scan.integer(), scan.takes(",\"size\":")
    else { return nil }
    let sizeStart = scan.position
    guard let size = scan.integer() else { return nil }
    sizeDigits = scan.slice(from: sizeStart)
    guard scan.takes(",\"xxh3_128\":"), let digest = scan.text(), digest.count == 32,
      scan.takes(",")
    else { return nil }
    let originStart = scan.position
    guard scan.takes("\"start_frame\":"), scan.number() != nil, scan.takes(",\"frames\":"),
      scan.number() != nil, scan.takes(",\"source_rate\":"), scan.number() != nil
    else { return nil }
    origin = scan.slice(from: originStart)
    guard scan.takes(",") else { return nil }
    let levelStart = scan.position
    guard scan.takes("\"peak\":"), let peak = scan.integer(), scan.takes(",\"peak_frame\":"),
      scan.number() != nil, scan.takes(",\"rms\":"), scan.number() != nil
    else { return nil }
    level = scan.slice(from: levelStart)
    self.peak = peak
    var source: UnsafeRawBufferPointer?
    if scan.takes(",\"source\":") {
      source = scan.text()
      guard source?.count == 32 else { return nil }
    }
    guard scan.takes("}"), scan.isAtEnd else { return nil }
    self.ordinal = ordinal
    (self.eventID, self.sessionID, self.sourceSet) = (eventID, sessionID, sourceSet)
    self.labels = labels
    (self.duplicates, self.clipFrames, self.size) = (duplicates, clipFrames, size)
    self.digest = digest
    self.source = source
  }
}

/// Goes through a line of known form.
private struct LineScan {
  private let line: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ line: UnsafeRawBufferPointer) { self.line = line }

  var isAtEnd: Bool { position == line.count }

  func slice(from start: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line[start..<position])
  }

  /// True if these bytes come next, which are then taken.
  mutating func takes(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    // Safe because a static string's bytes live for ever, and the line has as many left.
    guard let start = line.baseAddress, position + count <= line.count,
      memcmp(start + position, text.utf8Start, count) == 0
    else { return false }
    position += count
    return true
  }

  /// A string without its quotes; nil if it has an escape or is not ASCII.
  mutating func text() -> UnsafeRawBufferPointer? {
    guard position < line.count, line[position] == 0x22 else { return nil }
    var end = position + 1
    while end < line.count, line[end] != 0x22 {
      guard (0x20..<0x80).contains(line[end]), line[end] != 0x5C else { return nil }
      end += 1
    }
    guard end < line.count else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: line[position + 1..<end])
    position = end + 1
    return text
  }

  /// Strings with commas between them, up to the end of their array; nil if one is empty.
  mutating func texts() -> [UnsafeRawBufferPointer]? {
    var texts: [UnsafeRawBufferPointer] = []
    repeat {
      guard let text = text(), !text.isEmpty else { return nil }
      texts.append(text)
    } while takes(",")
    return takes("]") ? texts : nil
  }

  /// The characters of a number.
  mutating func number() -> UnsafeRawBufferPointer? {
    let start = position
    while position < line.count {
      switch line[position] {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: position += 1
      default: return start < position ? slice(from: start) : nil
      }
    }
    return nil
  }

  mutating func numberOrNull() -> Bool { takes("null") || number() != nil }

  /// A count of at most 18 digits.
  mutating func integer() -> Int? {
    let start = position
    var value = 0
    while position < line.count, (0x30...0x39).contains(line[position]) {
      value = value &* 10 &+ Int(line[position] &- 0x30)
      position += 1
    }
    return (1...18).contains(position - start) ? value : nil
  }
}
