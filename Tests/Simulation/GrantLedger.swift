import Dataset
import Scheduling

/// The leases in force in one life of a coordinator, derived from its inputs and outputs: a shard is granted again
/// only for a visible reason.
struct GrantLedger {
  struct Held {
    var lease: Lease
    var owner: Incarnation
    var place: Int
    /// By the coordinator's waking time.
    var at: Int
    /// True if a heartbeat said that a renderer works on it.
    var isRunning = false
    var isCopy = false
    var isProbe = false
    /// True if it is of a single event.
    var isAlone = false
    var isResent = false
  }

  /// The troubles of a shard.
  struct Trouble {
    /// When it last did, by the coordinator's waking time.
    var at = 0
    var failedOn: [Int] = []
  }

  private(set) var held: [Held] = []
  /// Looked up, never walked.
  private(set) var troubles: [Int: Trouble] = [:]
  /// Slots of all known workers.
  private(set) var slots = 0
  private(set) var isPaused = false
  /// Hosts on which a lease ran out before a renderer was at it.
  private(set) var idled: Set<Int> = []

  func isHeld(_ shard: Int) -> Bool { held.contains { $0.lease.shard.number == shard } }

  func holds(_ owner: Incarnation) -> Bool { held.contains { $0.owner == owner } }

  func held(of shard: ShardIndex) -> [Held] { held.filter { $0.lease.shard == shard } }

  func find(_ lease: Lease) -> Held? { held.first { $0.lease == lease } }

  var copies: Int { held.count { $0.isCopy } }

  mutating func grant(_ new: Held) { held.append(new) }

  mutating func resend(_ lease: Lease, at awake: Int) {
    for index in held.indices where held[index].lease == lease && held[index].at < awake {
      held[index].isResent = true
    }
  }

  mutating func end(_ lease: Lease) { held.removeAll { $0.lease == lease } }

  mutating func end(shard: ShardIndex) { held.removeAll { $0.lease.shard == shard } }

  mutating func trouble(_ lease: Lease, on node: Int?, at awake: Int) {
    var trouble = troubles[lease.shard.number] ?? Trouble()
    trouble.at = awake
    if let node, !trouble.failedOn.contains(node) { trouble.failedOn.append(node) }
    troubles[lease.shard.number] = trouble
  }

  /// Records a worker's own messages about leases that end or begin.
  mutating func hear(_ stimulus: Stimulus, isHeard: Bool) {
    switch stimulus {
    case .sendFailed(_, .some(let lease)):
      // One that was sent again may have arrived the first time.
      held.removeAll { $0.lease == lease && !$0.isRunning && !$0.isResent }
    case .received(_, _, let envelope) where isHeard:
      let owner = envelope.incarnation
      switch envelope.message {
      case .heartbeat(let heartbeat):
        for progress in heartbeat.leases where progress.running { run(progress.lease, owner) }
      case .goodbye(let goodbye):
        held.removeAll { $0.owner == owner && goodbye.returned.contains($0.lease) }
      case .done(let done):
        guard let held = find(done.lease), held.owner == owner else { return }
        // Other copies of a probe that passed end with it.
        if held.isProbe { end(shard: done.lease.shard) } else { end(done.lease) }
      default: break
      }
    default: break
    }
  }

  private mutating func run(_ lease: Lease, _ owner: Incarnation) {
    for index in held.indices where held[index].lease == lease && held[index].owner == owner {
      held[index].isRunning = true
    }
  }

  mutating func take(_ record: JournalRecord) {
    switch record {
    case .committed(let commit): end(shard: commit.shard)
    case .quarantined(let quarantine): end(shard: quarantine.shard)
    case .released(let shard): end(shard: shard)
    case .withdrawn: break
    }
  }

  /// Records the coordinator's notices about its workers; `known` are the lives that it still knows, since a notice
  /// names only the worker.
  mutating func take(
    _ notice: Notice, at awake: Int, workers: [SimulatedWorker], known: [Incarnation]
  ) {
    func node(_ place: Int) -> Int { workers[place].node }
    switch notice {
    case .admitted(_, _, let count): slots += count
    case .lost(let worker, _, _), .left(let worker, _):
      guard let place = HostWatch.number(worker) else { return }
      slots -= workers[place].slots
      let gone = held.filter { $0.place == place && !known.contains($0.owner) }
      for one in gone {
        trouble(one.lease, on: nil, at: awake)
        end(one.lease)
      }
    case .expired(let lease, let worker):
      if let held = find(lease), !held.isRunning { idled.insert(node(held.place)) }
      end(lease)
      trouble(lease, on: HostWatch.number(worker).map(node), at: awake)
    case .failed(let failure, let worker, _):
      end(failure.lease)
      trouble(failure.lease, on: HostWatch.number(worker).map(node), at: awake)
    case .acquitted(let shard, _):
      trouble(Lease(shard: shard, epoch: Epoch(1), attempt: 1), on: nil, at: awake)
    case .stuck(let culprit): end(shard: culprit.shard)
    case .excluded(let host, _):
      held.removeAll { !$0.isRunning && node($0.place) == HostWatch.number(host) }
    case .paused: isPaused = true
    case .resumed: isPaused = false
    default: break
    }
  }
}
