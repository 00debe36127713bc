/// A change of the bytes of a document.
enum TextMutation: CaseIterable {
  case flippedBit, cut, emptied, doubledLine, exchangedLines, lostLine, changedValue, changedKey

  /// Changes the bytes and says how; nil if nothing can be changed in this way.
  func change(_ bytes: inout [UInt8], _ draw: inout Draw) -> String? {
    guard !bytes.isEmpty else { return nil }
    switch self {
    case .flippedBit:
      let (place, bit) = (draw.below(bytes.count), draw.below(8))
      bytes[place] ^= 1 << bit
      return "bit \(bit) of byte \(place) flipped"
    case .cut:
      let length = draw.below(bytes.count)
      bytes.removeSubrange(length...)
      return "cut to \(length) bytes"
    case .emptied:
      bytes = []
      return "emptied"
    case .doubledLine, .exchangedLines, .lostLine: return changeLines(&bytes, &draw)
    case .changedValue, .changedKey: return changeToken(&bytes, &draw)
    }
  }

  private func changeLines(_ bytes: inout [UInt8], _ draw: inout Draw) -> String? {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let ends = lines.last?.isEmpty == true
    if ends { lines.removeLast() }
    let place = draw.below(lines.count)
    let other = draw.below(lines.count)
    defer { bytes = Array(lines.joined(separator: "\n".utf8)) + (ends ? [UInt8(ascii: "\n")] : []) }
    switch self {
    case .doubledLine:
      lines.insert(lines[place], at: other)
      return "line \(place) put before line \(other) too"
    case .exchangedLines:
      guard lines[place] != lines[other] else { return nil }
      lines.swapAt(place, other)
      return "lines \(place) and \(other) exchanged"
    default:
      lines.remove(at: place)
      return "line \(place) lost"
    }
  }

  private func changeToken(_ bytes: inout [UInt8], _ draw: inout Draw) -> String? {
    let isKey = self == .changedKey
    let tokens = JSONToken.all(in: bytes)
    let chosen = tokens.filter { $0.isKey == isKey }
    guard !chosen.isEmpty else { return nil }
    let place = draw.pick(chosen).range
    let others = chosen.map { Array(bytes[$0.range]) }
    let new = isKey ? key(bytes[place], others, &draw) : value(bytes[place], others, &draw)
    guard new != Array(bytes[place]) else { return nil }
    let words = "\(text(bytes[place])) at \(place.lowerBound) turned to \(text(new[...]))"
    bytes.replaceSubrange(place, with: new)
    return words
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String {
    // A terminal sees no control character of a harmed document.
    String(
      decoding: bytes.prefix(60).map { $0 < 32 || $0 > 126 ? UInt8(ascii: "?") : $0 }, as: UTF8.self
    )
  }

  private func key(_ old: ArraySlice<UInt8>, _ others: [[UInt8]], _ draw: inout Draw) -> [UInt8] {
    guard draw.below(2) == 0, old.count > 2 else { return draw.pick(others) }
    var new = Array(old)
    new[1 + draw.below(old.count - 2)] ^= 0x20
    return new
  }

  private func value(_ old: ArraySlice<UInt8>, _ others: [[UInt8]], _ draw: inout Draw) -> [UInt8] {
    let number = Int(String(decoding: old, as: UTF8.self))
    switch draw.below(3) {
    case 0: return draw.pick(others)
    case 1 where number != nil:
      return Array(String((number ?? 0) &+ draw.pick([-1, 1, 2, 1000, -1000])).utf8)
    default: return Array(draw.pick(Self.oddValues).utf8)
    }
  }

  private static let oddValues = [
    "0", "-1", "1", "0.5", "-0.0", "1e400", "4294967296", "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615", "\"\"", "\"x\"", "\"../../x\"", "\"/dev/zero\"", "\"\\u001b[31m\"",
    "\"\\ud800\"", "null", "true", "false", "[]", "{}", "[[1]]", "NaN",
  ]
}

/// A scalar of JSON text, found by its bytes alone, so that damaged text has tokens too.
struct JSONToken {
  let range: Range<Int>
  let isKey: Bool

  static func all(in bytes: [UInt8]) -> [JSONToken] {
    var tokens: [JSONToken] = []
    var place = 0
    while place < bytes.count {
      let start = place
      if bytes[place] == UInt8(ascii: "\"") {
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, bytes.count)
        let next = bytes[place...].first { $0 != UInt8(ascii: " ") }
        tokens.append(JSONToken(range: start..<place, isKey: next == UInt8(ascii: ":")))
      } else if isScalar(bytes[place]) {
        while place < bytes.count, isScalar(bytes[place]) { place += 1 }
        tokens.append(JSONToken(range: start..<place, isKey: false))
      } else {
        place += 1
      }
    }
    return tokens
  }

  private static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
