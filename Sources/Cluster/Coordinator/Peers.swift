import Messaging
import Scheduling

/// The connected peers: the socket's names and scheduling's numbers for the same peers.
///
/// Only admitted peers stay; the others are forgotten with their message, so that strangers cannot fill the table.
struct Peers {
  private struct Entry {
    var peer: PeerID
    /// The name of the key under which it was admitted.
    var key: String
    var isKept = false
    var heard: Tick
  }

  private var connections: [PeerID: Connection] = [:]
  private var entries: [Connection: Entry] = [:]
  private var next = 0

  /// Number of admitted peers.
  var count: Int { entries.count }

  /// The number of a peer that sends now; a new number for a new peer.
  mutating func connection(of peer: PeerID, key: String, at now: Tick) -> Connection {
    if let known = connections[peer], entries[known]?.key == key {
      entries[known]?.heard = now
      return known
    }
    next += 1
    let connection = Connection(next)
    connections[peer] = connection
    entries[connection] = Entry(peer: peer, key: key, heard: now)
    return connection
  }

  func peer(of connection: Connection) -> PeerID? { entries[connection]?.peer }

  /// Keeps a peer that was admitted.
  mutating func keep(_ connection: Connection) { entries[connection]?.isKept = true }

  mutating func forgetUnlessKept(_ connection: Connection) {
    if entries[connection]?.isKept == false { forget(connection) }
  }

  mutating func forget(_ connection: Connection) {
    guard let entry = entries.removeValue(forKey: connection) else { return }
    if connections[entry.peer] == connection { connections[entry.peer] = nil }
  }

  /// Forgets peers that have been silent since before `tick`: scheduling has given them up by then.
  mutating func forgetSilent(since tick: Tick) {
    for connection in matching({ $0.heard < tick }) { forget(connection) }
  }

  /// The connections of keys that may no longer work, in the order of their arrival.
  func connections(refusedBy isWorker: (String) -> Bool) -> [Connection] {
    matching { !isWorker($0.key) }
  }

  private func matching(_ matches: (Entry) -> Bool) -> [Connection] {
    entries.filter { matches($0.value) }.keys.sorted { $0.number < $1.number }
  }
}
