extension StringProtocol {
  /// Whether the text is this many lower-case hexadecimal digits and nothing else.
  package func isHexadecimal(digits count: Int) -> Bool {
    utf8.count == count && utf8.allSatisfy { (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0) }
  }
}

extension UInt64 {
  /// 16 lower-case hexadecimal digits, the highest first.
  package var hexadecimal: String {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) }.hexadecimal
  }
}

extension Sequence where Element == UInt8 {
  /// The bytes as lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
