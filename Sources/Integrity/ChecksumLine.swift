package import Files

/// A line of a checksum manifest: the SHA-256 of one file, in one of the forms in use.
///
///     <64 hex digits>  path          sha256sum
///     <64 hex digits> *path          sha256sum --binary
///     <64 hex digits> path           sha256 -r of the BSDs
///     SHA256 (path) = <64 hex digits>     sha256sum --tag, sha256 of the BSDs, openssl dgst
///
/// A backslash before a line says that in its path a backslash, LF and CR are written `\\`, `\n` and
/// `\r`. White space before a line and a CR behind it are not part of it.
package struct ChecksumLine: Hashable, Sendable {
  /// Lower-case hexadecimal digits.
  package let digest: String
  /// Unescaped, without NUL, not empty.
  package let path: RawPath

  package init(digest: String, path: RawPath) {
    self.digest = digest
    self.path = path
  }

  /// The reason why a line names no file.
  package enum Fault: String, Error, Hashable, Sendable {
    case notAChecksum = "neither `digest  path` nor `SHA256 (path) = digest`"
    case otherAlgorithm = "a digest of another kind than SHA-256"
    case badEscape = "a backslash that escapes neither a backslash nor n nor r"
    case noPath = "no path"
    case holdsNUL = "it holds a NUL byte"
  }

  /// Reads a line without its LF; nil if it is blank or a comment (`#`).
  package init?(parsing line: some Sequence<UInt8>) throws(Fault) {
    var line = Array(line)[...]
    line = line.drop { $0 == Character.space || $0 == Character.tab }
    if line.last == Character.carriageReturn { line = line.dropLast() }
    guard let first = line.first, first != Character.hash else { return nil }
    if line.contains(0) { throw .holdsNUL }
    let isEscaped = first == Character.backslash
    if isEscaped { line = line.dropFirst() }
    let (digest, path) =
      if let plain = Self.plain(line) { plain } else { try Self.tagged(line) }
    if path.isEmpty { throw .noPath }
    self.digest = digest
    self.path = RawPath(isEscaped ? try Self.unescaped(path) : Array(path))
  }

  /// The line in the form of `sha256sum --check`, with a LF at the end.
  package var written: [UInt8] {
    var escaped: [UInt8] = []
    for byte in path.bytes {
      switch byte {
      case Character.backslash: escaped += [Character.backslash, Character.backslash]
      case Character.lineFeed: escaped += [Character.backslash, UInt8(ascii: "n")]
      case Character.carriageReturn: escaped += [Character.backslash, UInt8(ascii: "r")]
      default: escaped.append(byte)
      }
    }
    let mark = escaped.count == path.bytes.count ? [] : [Character.backslash]
    return mark + Array(digest.utf8) + [Character.space, Character.space] + escaped
      + [Character.lineFeed]
  }

  private enum Character {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")
    static let star = UInt8(ascii: "*")
    static let equals = UInt8(ascii: "=")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let backslash = UInt8(ascii: "\\")
  }

  private typealias Parts = (digest: String, path: ArraySlice<UInt8>)

  /// The forms that begin with the digest; nil if none matches.
  private static func plain(_ line: ArraySlice<UInt8>) -> Parts? {
    let digits = line.prefix { hexadecimal($0) != nil }
    guard let digest = digest(digits) else { return nil }
    let rest = line[digits.endIndex...]
    guard let blank = rest.first, blank == Character.space || blank == Character.tab else {
      return nil
    }
    let path = rest.dropFirst()
    let isMarked = path.first == Character.space || path.first == Character.star
    return (digest, isMarked ? path.dropFirst() : path)
  }

  /// `SHA256 (path) = digest`, where the path may itself hold parentheses.
  private static func tagged(_ line: ArraySlice<UInt8>) throws(Fault) -> Parts {
    guard let open = line.firstIndex(of: Character.open),
      let close = line.lastIndex(of: Character.close), open < close
    else { throw .notAChecksum }
    let sign = trimmed(line[(close + 1)...])
    guard sign.first == Character.equals else { throw .notAChecksum }
    let name = trimmed(line[..<open])
    guard ["SHA256", "SHA2-256"].contains(where: { name.elementsEqual($0.utf8) }) else {
      throw .otherAlgorithm
    }
    guard let digest = digest(trimmed(sign.dropFirst())) else { throw .notAChecksum }
    return (digest, line[(open + 1)..<close])
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == Character.space || byte == Character.tab }
    var rest = bytes.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }

  /// 64 hexadecimal digits in lower case; nil for anything else.
  private static func digest(_ digits: ArraySlice<UInt8>) -> String? {
    guard digits.count == 64 else { return nil }
    let lower = digits.compactMap(hexadecimal)
    return lower.count == 64 ? String(decoding: lower, as: UTF8.self) : nil
  }

  /// A hexadecimal digit in lower case; nil for any other byte.
  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): byte
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte | 0x20
    default: nil
    }
  }

  private static func unescaped(_ path: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = path
    while let byte = rest.popFirst() {
      guard byte == Character.backslash else {
        plain.append(byte)
        continue
      }
      switch rest.popFirst() {
      case Character.backslash: plain.append(Character.backslash)
      case UInt8(ascii: "n"): plain.append(Character.lineFeed)
      case UInt8(ascii: "r"): plain.append(Character.carriageReturn)
      default: throw .badEscape
      }
    }
    return plain
  }
}
