import Messaging
import Scheduling

/// Who is connected: the socket's names and scheduling's numbers for the same peers.
struct Peers {
  private var connections: [PeerID: Connection] = [:]
  private var peers: [Connection: PeerID] = [:]
  private var next = 0

  /// The number of a peer, a new one for a new peer.
  mutating func connection(of peer: PeerID) -> Connection {
    if let known = connections[peer] { return known }
    next += 1
    let connection = Connection(next)
    connections[peer] = connection
    peers[connection] = peer
    return connection
  }

  func peer(of connection: Connection) -> PeerID? { peers[connection] }

  mutating func forget(_ connection: Connection) {
    guard let peer = peers.removeValue(forKey: connection) else { return }
    connections[peer] = nil
  }
}
