/// The kind of a file that is given as a manifest, as far as its first bytes show it.
///
/// A file with one line that may be an event is `lines`, whatever its other lines are: bad lines are named one by
/// one. Every other case is a file of a different kind altogether.
package enum ManifestKind: Hashable, Sendable {
  /// JSON Lines, or text that only its lines can judge.
  case lines
  /// By its format's name.
  case compressed(String)
  /// UTF-16 or UTF-32.
  case wideText(WideText)
  /// One JSON array.
  case array
  /// One JSON object over many lines.
  case object
  /// CSV or TSV, by the delimiter of its fields.
  case table(delimiter: UInt8)
  /// An Audacity label track: start, end and label, between tabs.
  case labelTrack
  /// A sound file, by its format's name.
  case sound(String)
  /// Another known kind, with advice on what to do.
  case foreign(String, advice: String)

  /// The number of bytes that are enough to judge.
  package static let headSize = 64 << 10

  /// Judges a file by its first bytes: `headSize` of them, if it is that long.
  package init(head: [UInt8]) {
    if let wide = WideText(head: head) {
      self = .wideText(wide)
    } else if let known = FileSignature.kind(of: head) {
      self = known
    } else {
      self = TextShape(head).kind
    }
  }

  /// True if `clipmill import` makes a manifest of it.
  package var isImportable: Bool {
    switch self {
    case .compressed(let format): format == FileSignature.gzip
    case .wideText, .array, .table, .labelTrack: true
    case .lines, .object, .sound, .foreign: false
    }
  }
}

/// Text in units of two or four bytes.
package struct WideText: Hashable, Sendable {
  /// 2 or 4.
  package let unitBytes: Int
  package let isBigEndian: Bool
  /// Bytes of the byte-order mark: 0 if there is none.
  package let markBytes: Int

  private static let marks: [(bytes: [UInt8], text: WideText)] = [
    ([0xFF, 0xFE, 0, 0], WideText(unitBytes: 4, isBigEndian: false, markBytes: 4)),
    ([0, 0, 0xFE, 0xFF], WideText(unitBytes: 4, isBigEndian: true, markBytes: 4)),
    ([0xFF, 0xFE], WideText(unitBytes: 2, isBigEndian: false, markBytes: 2)),
    ([0xFE, 0xFF], WideText(unitBytes: 2, isBigEndian: true, markBytes: 2)),
  ]

  private init(unitBytes: Int, isBigEndian: Bool, markBytes: Int) {
    self.unitBytes = unitBytes
    self.isBigEndian = isBigEndian
    self.markBytes = markBytes
  }

  /// Recognises it by the byte-order mark, or by the NUL bytes of ASCII letters; nil for other text.
  init?(head: [UInt8]) {
    if let known = Self.marks.first(where: { head.starts(with: $0.bytes) }) {
      self = known.text
      return
    }
    let start = head.prefix(256)
    for unitBytes in [4, 2] where start.count >= 2 * unitBytes {
      for isBigEndian in [false, true] {
        let letter = isBigEndian ? unitBytes - 1 : 0
        let whole = start.prefix(start.count / unitBytes * unitBytes)
        let fits = whole.enumerated().count { ($0 % unitBytes == letter) == ($1 != 0) }
        if 10 * fits >= 9 * whole.count, whole.contains(0), whole[letter] != 0 {
          self.init(unitBytes: unitBytes, isBigEndian: isBigEndian, markBytes: 0)
          return
        }
      }
    }
    return nil
  }

  /// The usual name of the encoding.
  package var name: String { unitBytes == 2 ? "UTF-16" : "UTF-32" }
}
