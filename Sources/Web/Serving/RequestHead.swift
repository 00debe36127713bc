import Glibc

/// The head of a request, read strictly: what is not exactly a head has a refusal, and nothing is guessed.
struct RequestHead: Hashable {
  /// A head that is not answered as asked.
  struct Refusal: Error, Hashable {
    let status: AnswerStatus
    let words: String
  }

  /// True for `HEAD`, which wants no body.
  let isHead: Bool
  /// The target without its query; begins with a slash.
  let path: String
  /// As sent, in lower case; nil in a head of HTTP/1.0 without it.
  let host: String?
  let authorization: String?

  /// Bytes of a head with its empty line.
  static let bytesMaximum = 8192

  /// The number of bytes up to and including the empty line; nil while there is none.
  static func length(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for end in 3..<bytes.count
    where bytes[end] == 10 && bytes[end - 1] == 13 && bytes[end - 2] == 10 && bytes[end - 3] == 13 {
      return end + 1
    }
    return nil
  }

  /// Reads a head that ends with its empty line.
  init(parsing bytes: ArraySlice<UInt8>) throws(Refusal) {
    var lines = try Self.lines(bytes.dropLast(4))[...]
    let words = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, ["HTTP/1.1", "HTTP/1.0"].contains(words[2]), Self.isToken(words[0])
    else { throw Self.malformed }
    let fields = try Self.fields(lines)
    guard ["GET", "HEAD"].contains(words[0]) else {
      throw Refusal(status: .methodNotAllowed, words: "only GET and HEAD are answered")
    }
    guard words[1].hasPrefix("/"), !words[1].contains("#") else { throw Self.malformed }
    if fields["transfer-encoding"] != nil || fields["content-length"].map({ $0 != "0" }) == true {
      throw Refusal(status: .contentTooLarge, words: "a request has no body here")
    }
    guard fields["host"] != nil || words[2] == "HTTP/1.0" else { throw Self.malformed }
    isHead = words[0] == "HEAD"
    path = String(words[1].prefix { $0 != "?" })
    host = fields["host"]?.lowercased()
    authorization = fields["authorization"]
  }

  /// The lines, of visible characters, spaces and tabs alone; a line end is exactly two bytes.
  private static func lines(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> [Substring] {
    var lines: [Substring] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      let isLast = line.endIndex == bytes.endIndex
      guard isLast || line.last == 13 else { throw malformed }
      let text = isLast ? line : line.dropLast()
      guard text.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 9 }) else { throw malformed }
      lines.append(Substring(decoding: text, as: UTF8.self))
    }
    return lines
  }

  static let malformed = Refusal(status: .badRequest, words: "that is not a request of HTTP/1.1")

  /// The fields by their names in lower case; none may come twice, as two could contradict each other.
  private static func fields(_ lines: ArraySlice<Substring>) throws(Refusal) -> [String: String] {
    var fields: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else { throw malformed }
      let value = line[line.index(after: colon)...].drop(while: Self.isBlank)
      let name = line[..<colon].lowercased()
      let text = String(value.reversed().drop(while: Self.isBlank).reversed())
      guard fields.updateValue(text, forKey: name) == nil || !Self.single.contains(name)
      else { throw malformed }
    }
    return fields
  }

  private static let single: Set = [
    "host", "authorization", "content-length", "transfer-encoding",
  ]

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t"
  }

  private static func isToken(_ text: Substring) -> Bool {
    let signs = Array("!#$%&'*+-.^_`|~".utf8)
    return !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || signs.contains(byte)
      }
  }

  /// True if the host is this machine by a name that no page of another site can have.
  var isOfLoopback: Bool {
    guard let host else { return true }
    if host.hasPrefix("[") { return host == "[::1]" || host.hasPrefix("[::1]:") }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    let isPort = parts.count < 2 || UInt16(parts[1]) != nil
    guard parts.count <= 2, isPort, let name = parts.first else { return false }
    var address = in_addr()
    return name == "localhost"
      || (name.hasPrefix("127.") && inet_pton(AF_INET, String(name), &address) == 1)
  }
}
