import Dataset
import JSON

/// A value of a record in its source's form; bytes are borrowed from the record.
enum SourceValue {
  case absent
  case json(JSONValue)
  /// A cell of a table.
  case cell(UnsafeRawBufferPointer)
  case number(Double)
  case text(Text)

  var isAbsent: Bool {
    switch self {
    case .absent: true
    case .json(let value): value.isNull || value.utf8?.isEmpty == true
    case .cell(let bytes): bytes.isEmpty
    case .number, .text: false
    }
  }

  /// Text that is not empty; a JSON number in its spelling.
  ///
  /// Nil for whole numbers beyond 64 bits, several of which would become one text.
  var text: Text? {
    switch self {
    case .absent: return nil
    case .json(let value):
      if let text = value.text { return text.isEmpty ? nil : text }
      if let whole = value.int { return Text(String(whole)) }
      return value.double.flatMap { abs($0) < 0x1p53 ? Text("\($0)") : nil }
    case .cell(let bytes): return bytes.isEmpty ? nil : Text(validated: bytes)
    case .number(let number): return Text("\(number)")
    case .text(let text): return text.isEmpty ? nil : text
    }
  }

  /// A number, or text that spells one; with `comma` also one with a comma for its point.
  func number(comma: Bool = false) -> Double? {
    switch self {
    case .absent: return nil
    case .json(let value): return value.double ?? value.text.flatMap { Self.parse($0.bytes, comma) }
    case .cell(let bytes): return Self.parse(Array(bytes), comma)
    case .number(let number): return number
    case .text(let text): return Self.parse(text.bytes, comma)
    }
  }

  private static func parse(_ bytes: [UInt8], _ comma: Bool) -> Double? {
    var bytes = bytes
    if comma, let place = bytes.firstIndex(of: UInt8(ascii: ",")) {
      bytes[place] = UInt8(ascii: ".")
    }
    let trimmed = bytes.drop { $0 == 0x20 }
    let end = trimmed.lastIndex { $0 != 0x20 } ?? trimmed.startIndex - 1
    return NumberText.value(of: trimmed[...end])
  }
}
