import Messaging

/// Peers that send what is not a message: soon their words are not even read.
///
/// Parsing costs a hundred times more than dropping, and an honest worker never sends one.
struct MalformedSenders {
  private var counts: [PeerID: Int] = [:]
  /// Messages dropped since the start, parsed or not.
  private(set) var dropped = 0

  /// Malformed messages of one connection until it is no longer read.
  private static let patience = 32
  /// Connections remembered; when there are more, all get a fresh start.
  private static let limit = 4096

  /// Whether the peer has sent so much nonsense that nobody reads on.
  func isIgnored(_ peer: PeerID) -> Bool { counts[peer, default: 0] >= Self.patience }

  /// Connections on record.
  var remembered: Int { counts.count }

  /// Counts a message that was not taken.
  mutating func note(_ peer: PeerID) {
    dropped += 1
    if counts.count >= Self.limit, counts[peer] == nil { counts.removeAll(keepingCapacity: true) }
    counts[peer, default: 0] += 1
  }
}
