extension StringProtocol {
  /// True if the text is this many lower-case hexadecimal digits and nothing else.
  package func isHexadecimal(digits count: Int) -> Bool {
    utf8.count == count && utf8.allSatisfy { (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0) }
  }
}

extension UInt64 {
  /// 16 lower-case hexadecimal digits, the highest first.
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 16) { digits in
      for place in 0..<16 {
        digits[place] = Self.digit(UInt8(truncatingIfNeeded: self >> (60 - 4 * UInt64(place))) & 15)
      }
      return 16
    }
  }

  /// The number of 16 lower- or upper-case hexadecimal digits; nil for other bytes.
  package init?(hexadecimal digits: UnsafeRawBufferPointer) {
    guard digits.count == 16 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
      case 0x61...0x66: value = value << 4 | UInt64(digit - 0x61 + 10)
      case 0x41...0x46: value = value << 4 | UInt64(digit - 0x41 + 10)
      default: return nil
      }
    }
    self = value
  }

  /// The lower-case hexadecimal digit of a number below 16.
  fileprivate static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 - 10 + value
  }
}

extension Sequence where Element == UInt8 {
  /// The bytes as lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      text.append(UInt64.digit(byte >> 4))
      text.append(UInt64.digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }
}
