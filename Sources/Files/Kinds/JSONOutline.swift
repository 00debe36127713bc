/// Finds the end of the first JSON value of a text, by its brackets, strings and commas alone.
struct JSONOutline {
  enum End: Hashable {
    /// Bytes before the value's end.
    case complete(Int)
    /// The text ends first.
    case open
    /// The text cannot be JSON.
    case fault
  }

  /// True if the value contains a line feed.
  private(set) var spansLines = false
  private(set) var end = End.open

  private enum Next { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd }

  private let text: ArraySlice<UInt8>
  private var position: Int
  private var isObject: [Bool] = []
  private var next = Next.value

  /// Reads a text whose first byte is `{` or `[`.
  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    position = text.startIndex
    while position < text.endIndex {
      let byte = text[position]
      guard step(byte) else {
        end = .fault
        return
      }
      if isObject.isEmpty, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        end = .complete(position)
        return
      }
    }
  }

  private mutating func step(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0D: position += 1
    case 0x0A:
      spansLines = true
      position += 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard next == .value || next == .valueOrEnd else { return false }
      isObject.append(byte == UInt8(ascii: "{"))
      next = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
      position += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): return close(byte == UInt8(ascii: "}"))
    case UInt8(ascii: ","):
      guard next == .commaOrEnd, let inObject = isObject.last else { return false }
      next = inObject ? .key : .value
      position += 1
    case UInt8(ascii: ":"):
      guard next == .colon else { return false }
      next = .value
      position += 1
    case UInt8(ascii: "\""): return passString()
    default: return passWord()
    }
    return true
  }

  private mutating func close(_ closesObject: Bool) -> Bool {
    guard isObject.popLast() == closesObject,
      next == .commaOrEnd || next == (closesObject ? .keyOrEnd : .valueOrEnd)
    else { return false }
    next = .commaOrEnd
    position += 1
    return true
  }

  private mutating func passString() -> Bool {
    switch next {
    case .key, .keyOrEnd: next = .colon
    case .value, .valueOrEnd: next = .commaOrEnd
    case .colon, .commaOrEnd: return false
    }
    position += 1
    while position < text.endIndex, text[position] != UInt8(ascii: "\"") {
      if text[position] == 0x0A { return false }
      position = min(position + (text[position] == UInt8(ascii: "\\") ? 2 : 1), text.endIndex)
    }
    position = min(position + 1, text.endIndex)
    return true
  }

  /// A number, `true`, `null` or the like.
  private mutating func passWord() -> Bool {
    guard next == .value || next == .valueOrEnd else { return false }
    next = .commaOrEnd
    let ends: [UInt8] = Array(" \t\r\n,:{}[]\"".utf8)
    while position < text.endIndex, !ends.contains(text[position]) { position += 1 }
    return true
  }
}
