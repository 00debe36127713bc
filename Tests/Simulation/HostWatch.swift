import Dataset
import Scheduling

/// What speaks against each host in one life of a coordinator, as told by what it says and records: a
/// second book beside the scheduler's own.
struct HostWatch {
  /// Workers known on each host.
  private(set) var workers: [Int: Int] = [:]
  private(set) var excluded: Set<Int> = []
  /// Hosts that hung or crashed on a shard, until it is done or an event of it is set aside, and whether
  /// they named one; looked up, never walked.
  private var charged: [Int: [(host: Int, named: Bool)]] = [:]
  /// Looked up, never walked.
  private var strikes: [Int: [Int]] = [:]
  private var committedAt = -1
  /// Hosts that were struck by what was handled last, and how often within the window.
  private(set) var struck: [(host: Int, strikes: Int)] = []

  var inUse: Int { workers.values.count { $0 > 0 } }
  var excludedInUse: Int { excluded.count { workers[$0, default: 0] > 0 } }

  /// The number at the end of a worker's or a host's name.
  static func number(_ name: String) -> Int? { name.split(separator: "-").last.flatMap { Int($0) } }

  mutating func begin() { struck = [] }

  /// A notice; `held` is the lease that it says has failed.
  mutating func take(
    _ notice: Notice, of held: GrantLedger.Held?, at awake: Int, window: Int
  ) {
    switch notice {
    case .admitted(_, let host, _): count(host, 1)
    case .lost(_, let host, _), .left(_, let host): count(host, -1)
    case .excluded(let host, _): if let host = Self.number(host) { excluded.insert(host) }
    case .readmitted(let host):
      guard let host = Self.number(host) else { return }
      excluded.remove(host)
      strikes[host] = nil
    case .failed(let failure, _, let host) where failure.kind.chargesEvent:
      // Where nobody gets on, a hang is nobody's.
      guard let held, failure.kind != .deadline || held.at < committedAt,
        let host = Self.number(host)
      else { return }
      let shard = failure.lease.shard.number
      charged[shard, default: []].append((host, held.isAlone || !failure.positions.isEmpty))
    case .acquitted(let shard, let host):
      let named = Set((charged[shard.number] ?? []).filter(\.named).map(\.host))
      strike(named, but: Self.number(host), at: awake, window: window)
      charged[shard.number]?.removeAll { named.contains($0.host) }
    default: break
    }
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
      let shard = commit.lease.shard.number
      let hosts = Set((charged[shard] ?? []).map(\.host))
      strike(hosts, but: host, at: awake, window: window)
      charged[shard] = nil
    case .quarantined(let quarantine): charged[quarantine.shard.number] = nil
    case .released(let shard): charged[shard.number] = nil
    case .withdrawn: break
    }
  }
}
