import Messaging
import Scheduling
import Testing

@testable import Cluster
@testable import Export

@Suite struct PeersTests {
  private func peer(_ number: Int) -> PeerID {
    PeerID(bytes: [0, UInt8(number >> 8), UInt8(number & 255)])
  }

  @Test func `peers that are never admitted leave nothing behind`() {
    var peers = Peers()
    for number in 0..<1000 {
      let connection = peers.connection(of: peer(number), key: "", at: Tick(0))
      #expect(peers.peer(of: connection) == peer(number))
      peers.forgetUnlessKept(connection)
      #expect(peers.peer(of: connection) == nil)
    }
    #expect(peers.count == 0)
  }

  @Test func `an admitted peer keeps its number until it is silent for too long`() {
    var peers = Peers()
    let first = peers.connection(of: peer(1), key: "worker:a", at: Tick(0))
    peers.keep(first)
    peers.forgetUnlessKept(first)
    #expect(peers.connection(of: peer(1), key: "worker:a", at: Tick(50)) == first)
    peers.forgetSilent(since: Tick(50))
    #expect(peers.peer(of: first) != nil)
    peers.forgetSilent(since: Tick(51))
    #expect(peers.peer(of: first) == nil)
    #expect(peers.connection(of: peer(1), key: "worker:a", at: Tick(60)) != first)
  }

  @Test func `a peer under another key is another peer`() {
    var peers = Peers()
    let first = peers.connection(of: peer(1), key: "worker:a", at: Tick(0))
    #expect(peers.connection(of: peer(1), key: "worker:b", at: Tick(0)) != first)
  }

  @Test func `revoked keys are found in the order they came`() {
    var peers = Peers()
    for number in 0..<6 {
      peers.keep(
        peers.connection(
          of: peer(number), key: number % 2 == 0 ? "worker:a" : "worker:b", at: Tick(0)))
    }
    let revoked = peers.connections(refusedBy: { $0 == "worker:b" })
    #expect(revoked == revoked.sorted { $0.number < $1.number })
    #expect(revoked.compactMap(peers.peer) == [peer(0), peer(2), peer(4)])
  }

  @Test func `a peer that sends only nonsense is soon ignored, and the others are not`() {
    var malformedSenders = MalformedSenders()
    for _ in 0..<1000 { malformedSenders.note(peer(1)) }
    malformedSenders.note(peer(2))
    #expect(malformedSenders.isIgnored(peer(1)))
    #expect(!malformedSenders.isIgnored(peer(2)))
    #expect(malformedSenders.dropped == 1001)
  }

  @Test func `ten thousand nonsense peers do not fill the memory`() {
    var malformedSenders = MalformedSenders()
    for number in 0..<60_000 { malformedSenders.note(peer(number % 65_536)) }
    #expect(malformedSenders.dropped == 60_000)
    #expect(malformedSenders.remembered <= 4096)
  }
}
