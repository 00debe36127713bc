import Files
import Glibc

/// How a text is cut into records.
enum RecordForm: Hashable {
  /// A record a line.
  case lines
  /// The elements of one JSON array.
  case array
  /// A record a line, except for line feeds within quotes.
  case table
  /// A record a line, tabs between its fields; quotes are ordinary characters.
  case track

  /// True if its records are rows of cells.
  var hasCells: Bool { self == .table || self == .track }
}

/// The records of a text, one at a time; blank ones are skipped.
struct RecordReader: ~Copyable {
  private var text: SourceText
  private let form: RecordForm
  private let path: String
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Within the array: -1 before its bracket, 1 behind its last.
  private var arrayState = -1
  /// The line on which the next record begins, from 1.
  private var nextLine = 1

  /// Bytes of a record.
  static let recordLimit = 16 << 20

  init(_ text: consuming SourceText, form: RecordForm, path: String) {
    self.text = text
    self.form = form
    self.path = path
  }

  var bytesRead: Int { text.bytesRead }
  var bytesTotal: Int { text.bytesTotal }

  /// Passes the next record and its line to `body`, which must not keep it; nil at the end.
  mutating func next<Result>(
    _ body: (UnsafeRawBufferPointer, Int) throws -> Result
  ) throws -> Result? {
    while let range = try find() {
      let line = nextLine + lineFeeds(in: position..<range.record.lowerBound)
      nextLine += lineFeeds(in: position..<range.next)
      position = range.next
      let isBlank = buffer[range.record].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
      if isBlank { continue }
      return try buffer.withUnsafeBytes { try body(.init(rebasing: $0[range.record]), line) }
    }
    return nil
  }

  private typealias Found = (record: Range<Int>, next: Int)

  private func lineFeeds(in range: Range<Int>) -> Int {
    buffer.withUnsafeBytes { bytes in
      var (count, rest) = (0, UnsafeRawBufferPointer(rebasing: bytes[range]))
      while let base = rest.baseAddress, let hit = memchr(base, 0x0A, rest.count) {
        count += 1
        rest = .init(rebasing: rest[(UnsafeRawPointer(hit) - base + 1)...])
      }
      return count
    }
  }

  private mutating func find() throws -> Found? {
    while true {
      let found = try buffer.withUnsafeBytes { bytes in
        try search(.init(rebasing: bytes[position...]))
      }
      switch found {
      case .record(let range, let next):
        return (position + range.lowerBound..<position + range.upperBound, position + next)
      case .end: return nil
      case .more: break
      }
      guard !isAtEnd else { preconditionFailure("the end of a text ends every search") }
      guard buffer.count - position <= Self.recordLimit else {
        throw ImportError.wrongRecord(
          path, line: nextLine,
          "a record is longer than 16 MiB"
            + (form == .table ? " (is a quote opened there and not closed?)" : ""))
      }
      buffer.removeFirst(position)
      position = 0
      isAtEnd = try !text.read(onto: &buffer)
    }
  }

  private enum Search {
    case record(Range<Int>, next: Int)
    case more
    case end
  }

  private mutating func search(_ bytes: UnsafeRawBufferPointer) throws -> Search {
    switch form {
    case .lines, .track: return lineEnd(bytes, quotes: false)
    case .table: return lineEnd(bytes, quotes: true)
    case .array: return try element(bytes)
    }
  }

  private func lineEnd(_ bytes: UnsafeRawBufferPointer, quotes: Bool) -> Search {
    var (from, isQuoted) = (0, false)
    while let base = bytes.baseAddress, from < bytes.count,
      let hit = memchr(base + from, 0x0A, bytes.count - from)
    {
      let end = UnsafeRawPointer(hit) - base
      if quotes, !QuoteCount.isEven(bytes[from..<end]) { isQuoted.toggle() }
      if !isQuoted { return .record(0..<end, next: end + 1) }
      from = end + 1
    }
    if !isAtEnd { return .more }
    return bytes.isEmpty ? .end : .record(0..<bytes.count, next: bytes.count)
  }

  // MARK: Arrays

  private mutating func element(_ bytes: UnsafeRawBufferPointer) throws -> Search {
    var start = 0
    while start < bytes.count {
      switch bytes[start] {
      case 0x20, 0x09...0x0D: break
      case UInt8(ascii: "[") where arrayState < 0:
        arrayState = 0
        return .record(start..<start, next: start + 1)
      case UInt8(ascii: ",") where arrayState == 0: break
      case UInt8(ascii: "]") where arrayState == 0:
        arrayState = 1
        return .record(start..<start, next: start + 1)
      default:
        guard arrayState == 0 else { throw fault("there is text outside the array") }
        guard let end = ElementEnd.find(bytes, from: start) else {
          return try more("the array ends within an element")
        }
        return .record(start..<end, next: end)
      }
      start += 1
    }
    if arrayState == 1, isAtEnd { return .end }
    return try more("the array does not end: the file is cut short")
  }

  private func more(_ words: String) throws -> Search {
    if isAtEnd { throw fault(words) }
    return .more
  }

  private func fault(_ words: String) -> ImportError {
    .wrongRecord(path, line: nextLine + lineFeeds(in: position..<buffer.count), words)
  }
}

/// True if as many quotes open as close.
private enum QuoteCount {
  static func isEven(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard let base = UnsafeRawBufferPointer(rebasing: bytes).baseAddress,
      memchr(base, 0x22, bytes.count) != nil
    else { return true }
    return bytes.count { $0 == 0x22 } % 2 == 0
  }
}

/// The end of an element of a JSON array, by brackets and strings alone; the parser judges it.
private enum ElementEnd {
  static func find(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var (depth, position) = (0, start)
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard let end = stringEnd(bytes, from: position + 1) else { return nil }
        position = end
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
        if depth == 0 { return position + 1 }
      case UInt8(ascii: ",") where depth == 0: return position
      default: break
      }
      position += 1
    }
    return nil
  }

  /// The place of the quote that ends a string.
  private static func stringEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var position = start
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") { return position }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
