/// Judges JSON texts the plain way, byte by byte from RFC 8259, as a second opinion.
///
/// Besides JSON it takes NaN, Infinity and -Infinity as values, as a manifest may.
struct PlainJSON {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// True if a line of a manifest is a JSON object that is not malformed.
  static func isObject(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var judge = PlainJSON(bytes: bytes)
    judge.skipSpace()
    guard judge.peek == UInt8(ascii: "{"), judge.value() else { return false }
    judge.skipSpace()
    return judge.position == bytes.count
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let word = Array(word.description.utf8)
    guard bytes[position...].starts(with: word) else { return false }
    position += word.count
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func value() -> Bool {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return list(closedBy: UInt8(ascii: "}"), ofFields: true)
    case UInt8(ascii: "["): return list(closedBy: UInt8(ascii: "]"), ofFields: false)
    case UInt8(ascii: "\""): return string()
    default:
      return take(word: "true") || take(word: "false") || take(word: "null") || take(word: "NaN")
        || take(word: "Infinity") || take(word: "-Infinity") || number()
    }
  }

  private mutating func list(closedBy end: UInt8, ofFields: Bool) -> Bool {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 1024 else { return false }
    position += 1
    skipSpace()
    if take(end) { return true }
    repeat {
      if ofFields {
        skipSpace()
        guard string() else { return false }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
      }
      guard value() else { return false }
      skipSpace()
    } while take(UInt8(ascii: ","))
    return take(end)
  }

  private mutating func string() -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case 0..<0x20: return false
      default: break
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let byte = peek else { return false }
    position += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    guard let unit = unit() else { return false }
    guard unit & 0xF800 == 0xD800 else { return true }
    guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let low = self.unit()
    else { return false }
    return low & 0xFC00 == 0xDC00
  }

  private mutating func unit() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = bytes[position..<position + 4]
    guard !digits.contains(UInt8(ascii: "+")) else { return nil }
    position += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func number() -> Bool {
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")), digits() == 0 { return false }
    if take(UInt8(ascii: ".")), digits() == 0 { return false }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      return digits() > 0
    }
    return true
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = peek, 0x30...0x39 ~= byte { position += 1 }
    return position - start
  }
}
