import JSON

/// Numbers that a cell or a string spells.
enum NumberText {
  /// The value of a number in a spelling that a manifest allows; nil for anything else, and beyond binary64.
  static func value(of bytes: some RandomAccessCollection<UInt8>) -> Double? {
    guard mayBeNumber(bytes), isPlain(bytes) || NumberGrammar.text.matches(Array(bytes)),
      let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  /// True if the bytes are a finite JSON number.
  static func isJSON(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    guard mayBeNumber(bytes) else { return false }
    if isPlain(bytes) { return bytes.count < 300 }
    return NumberGrammar.json.matches(Array(bytes)) && value(of: bytes) != nil
  }

  private static func mayBeNumber(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    return first < 0x3A && first > 0x2A
  }

  /// True if the bytes have the commonest form: digits, and a point with digits behind it.
  @inline(__always)
  private static func isPlain(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    var (digits, points, position) = (0, 0, 0)
    for byte in bytes {
      if byte &- 0x30 < 10 {
        if position == 1, digits == 1, bytes.first == 0x30 { return false }
        digits += 1
      } else if byte == 0x2E, digits > 0, points == 0 {
        points += 1
        digits = 0
        if position == bytes.count - 1 { return false }
      } else {
        return false
      }
      position += 1
    }
    return digits > 0
  }
}
