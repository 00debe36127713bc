/// Rewrites the numbers that simdjson refuses, so that the rest of their text can be read.
enum JSONNumberRewriting {
  /// The replacement for a number without a finite binary64 value.
  ///
  /// No other integer of a rewritten text has this value: a literal 18446744073709551615 is written as its double.
  static let unrepresentable = UInt64.max

  /// The text with such numbers replaced; nil if it has none.
  ///
  /// Strings are left alone. Words that are neither a JSON number nor one of Python's three words are left for
  /// simdjson to refuse.
  static func rewrite(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var output: [UInt8] = []
    var copied = 0
    var position = 0
    while position < text.count {
      if text[position] == UInt8(ascii: "\"") {
        position = JSONChecks.endOfString(in: text, from: position) + 1
        continue
      }
      guard isWordByte(text[position]) else {
        position += 1
        continue
      }
      let start = position
      while position < text.count, isWordByte(text[position]) { position += 1 }
      if let replacement = replacement(for: text[start..<position]) {
        output += text[copied..<start]
        output += replacement.utf8
        copied = position
      }
    }
    guard copied > 0 else { return nil }
    output += text[copied...]
    return output
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }

  /// The replacement for a word; nil to leave it unchanged.
  private static func replacement(for word: Slice<UnsafeRawBufferPointer>) -> String? {
    // The usual words: true, false, null, and integers that fit every reader.
    if word.count <= 18, word.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 }),
      !word.contains(UInt8(ascii: "e")) || word.allSatisfy({ 0x61...0x7A ~= $0 })
    {
      return nil
    }
    let written = String(decoding: word, as: UTF8.self)
    if written == "NaN" || written == "Infinity" || written == "-Infinity" {
      return String(unrepresentable)
    }
    guard NumberGrammar.json.matches(word), let value = Double(written) else { return nil }
    guard value.isFinite else { return String(unrepresentable) }
    if Int64(written) != nil { return nil }
    if let integer = UInt64(written), integer != unrepresentable { return nil }
    return value.description
  }
}

/// The two grammars of decimal numbers that a manifest may hold.
package enum NumberGrammar {
  /// A JSON number.
  case json
  /// A number in a string: a sign, leading zeros, `1.` and `.5` are allowed too.
  case text

  /// True if all the bytes are one number.
  package func matches(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    var rest = bytes[...]
    if let sign = rest.first, sign == 0x2D || (sign == 0x2B && self == .text) {
      rest = rest.dropFirst()
    }
    let whole = Self.takeDigits(&rest)
    if self == .json {
      guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return false }
    }
    if rest.first == 0x2E {
      rest = rest.dropFirst()
      let fraction = Self.takeDigits(&rest)
      if fraction.isEmpty, self == .json || whole.isEmpty { return false }
    } else if whole.isEmpty {
      return false
    }
    guard let mark = rest.first else { return true }
    guard mark == 0x65 || mark == 0x45 else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
    return !Self.takeDigits(&rest).isEmpty && rest.isEmpty
  }

  private static func takeDigits<Bytes: RandomAccessCollection>(_ rest: inout Bytes) -> Bytes
  where Bytes.Element == UInt8, Bytes.SubSequence == Bytes {
    let digits = rest.prefix { 0x30...0x39 ~= $0 }
    rest = rest.dropFirst(digits.count)
    return digits
  }
}
