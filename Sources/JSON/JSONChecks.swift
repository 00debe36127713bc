/// Checks of a text beyond those of simdjson.
enum JSONChecks {
  /// Deepest nesting of arrays and objects in a line that is not malformed (BundleFormat.md).
  static let depthLimit = 1024

  /// True if arrays and objects nest deeper than the limit.
  ///
  /// simdjson does not count empty arrays and objects as levels, so this counts them itself. A level takes two bytes,
  /// so only long texts are checked.
  static func isTooDeep(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count > 2 * depthLimit else { return false }
    var depth = 0
    var position = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > depthLimit { return true }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""): position = endOfString(in: text, from: position)
      default: break
      }
      position += 1
    }
    return false
  }

  /// The position of the quote that ends the string that begins at `start`, or the text's end.
  static func endOfString(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var position = start + 1
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "\""): return position
      default: position += 1
      }
    }
    return text.count
  }

  /// True if a `\u` escape is half of a surrogate pair without the other half.
  ///
  /// simdjson refuses such a text, like one with any other bad escape: this distinguishes them.
  static func hasUnpairedSurrogate(_ text: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while let backslash = text.dropFirst(position).firstIndex(of: UInt8(ascii: "\\")) {
      position = backslash + 2
      guard let unit = escapedUnit(in: text, at: backslash), unit & 0xF800 == 0xD800 else {
        continue
      }
      guard unit < 0xDC00, let low = escapedUnit(in: text, at: backslash + 6),
        low & 0xFC00 == 0xDC00
      else { return true }
      position = backslash + 12
    }
    return false
  }

  /// The UTF-16 code unit of the escape `\uXXXX` at a position; nil if there is none.
  private static func escapedUnit(in text: UnsafeRawBufferPointer, at position: Int) -> UInt16? {
    guard position + 6 <= text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for digit in text[position + 2..<position + 6] {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }
}
