import JSON

/// A status on the wire: it may be larger than a message, so it comes in parts.
///
/// A part is a line `{"part":0,"parts":3,"v":1}` and a piece of the status as JSON.
enum StatusReply {
  private struct Header: Codable {
    var v: Int
    var part: Int
    var parts: Int
  }

  private static let version = 1
  /// Bytes of a piece: a message is limited to 64 KiB.
  static let pieceBytes = 60_000
  /// Parts of one status; fewer than the messages that libzmq queues for one peer.
  static let partsMaximum = 60

  /// The messages that carry a status; none where it is too large.
  static func parts(of bytes: [UInt8]) -> [[UInt8]] {
    let count = max((bytes.count + pieceBytes - 1) / pieceBytes, 1)
    guard count <= partsMaximum else { return [] }
    return (0..<count).map { part in
      let piece = bytes[(part * pieceBytes)..<min((part + 1) * pieceBytes, bytes.count)]
      return JSONFile.encode(Header(v: version, part: part, parts: count)) + [0x0A] + piece
    }
  }

  /// Puts the parts of one status together; begins again if a part does not fit, or is out of turn.
  struct Assembly {
    private var bytes: [UInt8] = []
    private var next = 0

    /// The whole status, once its last part has arrived.
    mutating func add(_ message: [UInt8]) -> [UInt8]? {
      guard let end = message.firstIndex(of: 0x0A),
        let header = try? JSONFile.decode(Header.self, from: Array(message[..<end])),
        header.v == version, (1...partsMaximum).contains(header.parts),
        (0..<header.parts).contains(header.part)
      else { return nil }
      if header.part == 0 {
        bytes = []
        next = 0
      }
      guard header.part == next else { return nil }
      bytes += message[(end + 1)...]
      next += 1
      return next == header.parts ? bytes : nil
    }
  }
}
