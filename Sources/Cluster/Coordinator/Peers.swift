import Messaging
import Scheduling

/// Who is connected: the socket's names and scheduling's numbers for the same peers.
///
/// Only peers that were admitted stay; the rest are forgotten with their message, so that strangers
/// cannot fill the table.
struct Peers {
  private struct Entry {
    var peer: PeerID
    /// The name of the key it was admitted under.
    var key: String
    var isKept = false
    var heard: Tick
  }

  private var connections: [PeerID: Connection] = [:]
  private var entries: [Connection: Entry] = [:]
  private var next = 0

  /// Peers that were admitted.
  var count: Int { entries.count }

  /// The number of a peer that sends something now, a new one for a new peer.
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

  /// It was admitted: it stays.
  mutating func keep(_ connection: Connection) { entries[connection]?.isKept = true }

  mutating func forgetUnlessKept(_ connection: Connection) {
    if entries[connection]?.isKept == false { forget(connection) }
  }

  mutating func forget(_ connection: Connection) {
    guard let entry = entries.removeValue(forKey: connection) else { return }
    if connections[entry.peer] == connection { connections[entry.peer] = nil }
  }

  /// Forgets those who have been silent since before `tick`: scheduling has given them up by then.
  mutating func forgetSilent(since tick: Tick) {
    for connection in matching({ $0.heard < tick }) { forget(connection) }
  }

  /// The connections of keys that may not work any more, in the order they came.
  func connections(refusedBy isWorker: (String) -> Bool) -> [Connection] {
    matching { !isWorker($0.key) }
  }

  private func matching(_ matches: (Entry) -> Bool) -> [Connection] {
    entries.filter { matches($0.value) }.keys.sorted { $0.number < $1.number }
  }
}
