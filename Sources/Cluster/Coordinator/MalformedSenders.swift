import Messaging

/// Peers whose data are not messages: soon their data are not even parsed.
///
/// Parsing costs a hundred times more than dropping, and an honest worker never sends such data.
struct MalformedSenders {
  private var counts: [PeerID: Int] = [:]
  /// Messages dropped since the start, parsed or not.
  private(set) var dropped = 0

  /// Malformed messages of one connection until it is ignored.
  private static let patience = 32
  /// Connections on record; when there are more, all get a fresh start.
  private static let limit = 4096

  /// True if the peer has sent so many malformed messages that it is ignored.
  func isIgnored(_ peer: PeerID) -> Bool { counts[peer, default: 0] >= Self.patience }

  /// Connections on record.
  var remembered: Int { counts.count }

  /// Counts a rejected message.
  mutating func note(_ peer: PeerID) {
    dropped += 1
    if counts.count >= Self.limit, counts[peer] == nil { counts.removeAll(keepingCapacity: true) }
    counts[peer, default: 0] += 1
  }
}
