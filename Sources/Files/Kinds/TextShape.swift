/// The shape of a file without a format's signature.
struct TextShape {
  private let head: [UInt8]
  /// The text without a byte-order mark and white space before it.
  private let text: ArraySlice<UInt8>

  /// The delimiters of the fields of a line; spreadsheets of many countries write a semicolon.
  private static let delimiters = Array("\t,;|".utf8)
  private static let recordsCompared = 6

  init(_ head: [UInt8]) {
    self.head = head
    let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    text = head[start...].drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  var kind: ManifestKind {
    switch text.first {
    case nil: return head.contains(0) ? FileSignature.binary : .lines
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if let whole = document { return whole }
    case UInt8(ascii: "<"):
      if let markup { return markup }
    default: break
    }
    if hasEventLine { return .lines }
    if FileSignature.isBinary(head) { return FileSignature.binary }
    return table ?? .lines
  }

  /// One array, or one object over many lines, that continues to the end of the bytes read.
  private var document: ManifestKind? {
    let outline = JSONOutline(text)
    let isArray = text.first == UInt8(ascii: "[")
    switch outline.end {
    case .fault: return nil
    case .complete(let end):
      guard text[end...].allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else {
        return nil
      }
    case .open:
      // A line that was cut, with more events behind it.
      if !isArray, head.count < ManifestKind.headSize, hasEventLine { return nil }
    }
    if isArray { return .array }
    return outline.spansLines ? .object : nil
  }

  private var markup: ManifestKind? {
    let start = String(decoding: text.prefix(256), as: UTF8.self).lowercased()
    if start.hasPrefix("<!doctype html") || start.contains("<html") { return FileSignature.page }
    return start.hasPrefix("<?xml") || start.hasPrefix("<!doctype") ? FileSignature.markup : nil
  }

  /// True if a line begins as an event does: `{"` or `{}`, with optional white space.
  private var hasEventLine: Bool {
    text.split(separator: 0x0A).contains { line in
      let line = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard line.first == UInt8(ascii: "{") else { return false }
      let next = line.dropFirst().first { $0 != 0x20 && $0 != 0x09 }
      return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
    }
  }

  // MARK: Tables

  /// The delimiter that gives the first two lines and most others the same number of fields; of several, the one with
  /// the most fields.
  private var table: ManifestKind? {
    guard let first = text.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else {
      return nil
    }
    let isWhole = head.count < ManifestKind.headSize
    var best: (delimiter: UInt8, records: [[ArraySlice<UInt8>]])?
    for delimiter in Self.delimiters {
      var records = TableOutline.records(
        of: text, delimiter: delimiter, atMost: Self.recordsCompared + 1)
      if !isWhole, records.count > 1 { records.removeLast() }
      guard let width = records.first?.count, width > 1, width > best?.records[0].count ?? 1,
        records.count > 1 ? records[1].count == width : width > 2,
        2 * records.count(where: { $0.count == width }) > records.count
      else { continue }
      best = (delimiter, records)
    }
    guard let best else { return nil }
    return isLabelTrack(best.delimiter, best.records)
      ? .labelTrack
      : .table(delimiter: best.delimiter)
  }

  private func isLabelTrack(_ delimiter: UInt8, _ records: [[ArraySlice<UInt8>]]) -> Bool {
    delimiter == 0x09 && records[0].count == 3
      && records[0].prefix(2).allSatisfy { Double(String(decoding: $0, as: UTF8.self)) != nil }
  }
}

/// The first records of a table; quotes are respected.
enum TableOutline {
  /// Blank lines, and those of a label track that begin with a backslash, are not records.
  static func records(
    of text: ArraySlice<UInt8>, delimiter: UInt8, atMost count: Int
  ) -> [[ArraySlice<UInt8>]] {
    var records: [[ArraySlice<UInt8>]] = []
    var fields: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var isQuoted = false
    func isBlank(_ line: [ArraySlice<UInt8>]) -> Bool {
      line.count == 1 && line[0].allSatisfy { $0 == 0x0D || $0 == 0x20 }
        || line[0].first == UInt8(ascii: "\\")
    }
    for position in text.indices where records.count < count {
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == delimiter || byte == 0x0A {
        fields.append(text[start..<position])
        start = position + 1
        guard byte == 0x0A else { continue }
        if !isBlank(fields) { records.append(fields) }
        fields = []
      }
    }
    if records.count < count, start < text.endIndex || !fields.isEmpty {
      fields.append(text[start...])
      if !isBlank(fields) { records.append(fields) }
    }
    return records
  }
}
