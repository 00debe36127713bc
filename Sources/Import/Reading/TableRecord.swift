import Dataset
import Files

/// Cuts a record of a table into its cells: quotes, doubled quotes within them, CRLF.
struct TableRecord {
  private let delimiter: UInt8
  private let path: String
  private let hasQuotes: Bool
  private var text: [UInt8] = []
  private var ends: [Int] = []

  /// With `hasQuotes` a cell may be quoted; otherwise quotes are part of it.
  init(delimiter: UInt8, path: String, hasQuotes: Bool = true) {
    self.delimiter = delimiter
    self.path = path
    self.hasQuotes = hasQuotes
  }

  var count: Int { ends.count }

  /// Reads the cells of a record; one that is not UTF-8, or ends within quotes, is an error.
  mutating func read(_ record: UnsafeRawBufferPointer, line: Int) throws(ImportError) {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    guard Self.isUTF8(record) else {
      throw .wrongRecord(path, line: line, "invalid UTF-8 (save the file as UTF-8)")
    }
    let end = record.last == 0x0D ? record.count - 1 : record.count
    var position = 0
    while true {
      position = try cell(record, from: position, to: end, line: line)
      ends.append(text.count)
      guard position < end else { break }
      position += 1
    }
  }

  /// Appends a cell, and returns the position of the delimiter behind it, or of the end.
  private mutating func cell(
    _ record: UnsafeRawBufferPointer, from start: Int, to end: Int, line: Int
  ) throws(ImportError) -> Int {
    var position = start
    guard hasQuotes, position < end, record[position] == UInt8(ascii: "\"") else {
      while position < end, record[position] != delimiter { position += 1 }
      text.append(contentsOf: record[start..<position])
      return position
    }
    position += 1
    while position < end {
      if record[position] != UInt8(ascii: "\"") {
        text.append(record[position])
      } else if position + 1 < end, record[position + 1] == UInt8(ascii: "\"") {
        text.append(record[position])
        position += 1
      } else {
        position += 1
        // Text behind the closing quote belongs to the cell.
        while position < end, record[position] != delimiter {
          text.append(record[position])
          position += 1
        }
        return position
      }
      position += 1
    }
    throw .wrongRecord(path, line: line, "a quote is opened and not closed")
  }

  /// Passes the cells, which must not be kept.
  func withCells<Result>(
    _ body: ([UnsafeRawBufferPointer]) throws -> Result
  ) rethrows -> Result {
    try text.withUnsafeBytes { bytes in
      var start = 0
      return try body(
        ends.map { end in
          defer { start = end }
          return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        })
    }
  }

  /// The cells as texts.
  var texts: [Text] { withCells { $0.map { Text(validated: $0) } } }

  private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }
}
