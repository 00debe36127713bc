import Dataset
import Scheduling

/// The evidence against each host in one life of a coordinator, derived from its notices and records: a second book
/// beside the scheduler's own.
struct HostWatch {
  /// Workers known on each host.
  private(set) var workers: [Int: Int] = [:]
  private(set) var excluded: Set<Int> = []
  /// Excluded hosts that others outdid.
  private var outdone: Set<Int> = []
  private var readmittedAt = -1
  /// Hosts that hung or crashed on a shard, until it is done or an event of it is quarantined; looked up,
  /// never walked.
  private var charged: [Int: Set<Int>] = [:]
  /// Hosts that named an event, even while no worker made progress; looked up, never walked.
  private var blamedBy: [Int: Set<Int>] = [:]
  /// The host that first said that an event of a shard hangs or crashes, the time, and whether another agrees, until
  /// the suspicion is over; looked up, never walked.
  private var words: [Int: (host: Int, at: Int, isShared: Bool)] = [:]
  /// Looked up, never walked.
  private var strikes: [Int: [Int]] = [:]
  private var committedAt = -1
  /// Hosts that were struck by what was handled last, and how often within the window.
  private(set) var struck: [(host: Int, strikes: Int)] = []

  var inUse: Int { workers.values.count { $0 > 0 } }
  var excludedInUse: Int { excluded.count { workers[$0, default: 0] > 0 } }

  /// The number at the end of a worker's or a host's name, whose key may follow.
  static func number(_ name: String) -> Int? {
    let words = name.prefix { $0 != " " }
    return words.split(separator: "-").last.flatMap { Int($0) }
  }

  /// True if an event of a shard would be quarantined on the word of one host, although an outdone host has not come
  /// back to try it.
  func isOneWord(on shard: Int) -> Bool {
    guard let first = words[shard], !first.isShared else { return false }
    return readmittedAt < first.at
      && outdone.contains { $0 != first.host && workers[$0, default: 0] > 0 }
  }

  mutating func begin() { struck = [] }

  /// A notice; `held` is the lease that it says has failed.
  mutating func take(
    _ notice: Notice, of held: GrantLedger.Held?, at awake: Int, window: Int
  ) {
    switch notice {
    case .admitted(_, let host, _): count(host, 1)
    case .lost(_, let host, _), .left(_, let host): count(host, -1)
    case .excluded(let host, let strikes):
      guard let host = Self.number(host) else { return }
      excluded.insert(host)
      if strikes < Limits().crashesPerNode { outdone.insert(host) }
    case .readmitted(let host):
      guard let host = Self.number(host) else { return }
      excluded.remove(host)
      outdone.remove(host)
      readmittedAt = awake
      strikes[host] = nil
    case .failed(let failure, _, let host) where failure.kind.chargesEvent:
      guard let host = Self.number(host) else { return }
      let shard = failure.lease.shard.number
      hear(host, of: shard, at: awake)
      if held?.isAlone ?? false || !failure.positions.isEmpty {
        blamedBy[shard, default: []].insert(host)
      }
      // If no worker makes progress, a hang counts against nobody.
      guard let held, failure.kind != .deadline || held.at < committedAt else { return }
      charged[shard, default: []].insert(host)
    case .acquitted(let shard, let host):
      words[shard.number] = nil
      let named = (charged[shard.number] ?? []).intersection(blamedBy[shard.number] ?? [])
      strike(named, but: Self.number(host), at: awake, window: window)
      charged[shard.number]?.subtract(named)
    default: break
    }
  }

  private mutating func forget(_ shard: Int) {
    charged[shard] = nil
    blamedBy[shard] = nil
    words[shard] = nil
  }

  private mutating func hear(_ host: Int, of shard: Int, at awake: Int) {
    let first = words[shard] ?? (host: host, at: awake, isShared: false)
    words[shard] = (first.host, first.at, first.isShared || first.host != host)
  }

  private mutating func strike(_ hosts: Set<Int>, but host: Int?, at awake: Int, window: Int) {
    for other in hosts.sorted() where other != host {
      strikes[other, default: []].removeAll { $0 + window <= awake }
      strikes[other, default: []].append(awake)
      struck.append((other, strikes[other]?.count ?? 0))
    }
  }

  private mutating func count(_ host: String, _ change: Int) {
    if let host = Self.number(host) { workers[host, default: 0] += change }
  }

  mutating func take(_ record: JournalRecord, by host: Int?, at awake: Int, window: Int) {
    switch record {
    case .committed(let commit):
      committedAt = awake
      let shard = commit.shard.number
      strike(charged[shard] ?? [], but: host, at: awake, window: window)
      forget(shard)
    case .quarantined(let quarantine):
      forget(quarantine.shard.number)
    case .released(let shard): forget(shard.number)
    case .withdrawn: break
    }
  }
}
