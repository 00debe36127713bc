import Dataset

/// The form in which a value is written as JSON.
package struct JSONForm: Sendable {
  enum Order {
    /// In the order of the type's properties.
    case declared
    /// By the keys' bytes, so that equal values are equal bytes whatever their type's order.
    case sorted
  }

  let order: Order
  /// True if each element has a line of its own, two spaces deeper than its container.
  let isIndented: Bool
  /// True if a nil property is written as null; otherwise its field is omitted.
  let writesNull: Bool
  let naming: JSONNaming
  let spelling: JSONSpelling

  /// Small files and messages of the program.
  package static let message = JSONForm(
    order: .sorted, isIndented: false, writesNull: false, naming: .asWritten, spelling: .message)

  /// One object for people and their programs, on one line.
  package static let line = JSONForm(
    order: .sorted, isIndented: false, writesNull: false, naming: .snakeCase, spelling: .message)

  /// A document that people read.
  package static let document = JSONForm(
    order: .declared, isIndented: true, writesNull: true, naming: .snakeCase, spelling: .bundle)
}

/// How names of properties become keys; names that come with the data are not changed.
enum JSONNaming {
  case asWritten
  /// `perSecond` is `per_second`, `eventID` is `event_id`; a name with an underscore is not changed.
  case snakeCase

  func name<Key: CodingKey>(of key: Key) -> String {
    let name = key.stringValue
    if self == .asWritten || Key.self == FieldName.self || name.utf8.contains(0x5F) { return name }
    var snake: [UInt8] = []
    var isInWord = false
    for unit in name.utf8 {
      let isCapital = (0x41...0x5A).contains(unit)
      if isCapital, isInWord { snake.append(0x5F) }
      snake.append(isCapital ? unit + 0x20 : unit)
      isInWord = !isCapital
    }
    return String(decoding: snake, as: UTF8.self)
  }
}

/// The one place that spells strings and numbers.
struct JSONSpelling {
  /// True if backspace and form feed are `\b` and `\f`; otherwise they are `\u0008` and `\u000c`.
  let hasAllLetters: Bool
  /// True if a whole number of binary64 keeps its point: `1.0`; otherwise it is `1`.
  let keepsPoint: Bool

  /// Labels, rows and documents.
  static let bundle = JSONSpelling(hasAllLetters: true, keepsPoint: true)
  /// Values of a manifest, written again.
  static let value = JSONSpelling(hasAllLetters: false, keepsPoint: true)
  static let message = JSONSpelling(hasAllLetters: false, keepsPoint: false)

  /// Appends a finite number (JSON has no others): the shortest text that reads back the same.
  func append(_ number: Double, to output: inout [UInt8]) {
    precondition(number.isFinite, "JSON cannot hold \(number)")
    let text = number.description
    output += (keepsPoint || !text.hasSuffix(".0") ? text[...] : text.dropLast(2)).utf8
  }

  /// Appends a string in quotes, with only quotes, backslashes and control characters escaped; it must be UTF-8.
  func append(string: String, to output: inout [UInt8]) {
    var string = string
    string.withUTF8 { append(utf8: UnsafeRawBufferPointer($0), to: &output) }
  }

  func append(utf8 bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    defer { output.append(UInt8(ascii: "\"")) }
    guard bytes.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
      output.append(contentsOf: bytes)
      return
    }
    for byte in bytes {
      if byte >= 0x20, byte != 0x22, byte != 0x5C {
        output.append(byte)
      } else {
        output += escape(byte).utf8
      }
    }
  }

  private func escape(_ byte: UInt8) -> String {
    switch byte {
    case 0x22: #"\""#
    case 0x5C: #"\\"#
    case 0x09: #"\t"#
    case 0x0A: #"\n"#
    case 0x0D: #"\r"#
    case 0x08 where hasAllLetters: #"\b"#
    case 0x0C where hasAllLetters: #"\f"#
    default: #"\u00"# + CollectionOfOne(byte).hexadecimal
    }
  }
}
