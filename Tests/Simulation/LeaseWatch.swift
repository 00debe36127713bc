import Dataset
import Scheduling

/// Keeps, beside a scheduler, when each lease last showed a sign of life, by the coordinator's waking
/// time: naps do not count.
struct LeaseWatch {
  private struct Sign {
    var at: Int
    var owner: Incarnation
    var events = 0
    var beat = 0
  }

  private(set) var awake = 0
  private var toldAt = 0
  private var isKept = false
  /// Looked up, never walked.
  private var signs: [Lease: Sign] = [:]
  /// When each worker's last message came; looked up, never walked.
  private var heard: [Incarnation: Int] = [:]

  init() {}

  /// Begins the watch if it `isKept`; in worlds too large for that no lease is known.
  init(now: Int, isKept: Bool) {
    toldAt = now
    self.isKept = isKept
  }

  mutating func advance(to now: Int, atMost most: Int) {
    awake += min(max(now - toldAt, 0), most)
    toldAt = now
  }

  mutating func granted(_ lease: Lease, _ owner: Incarnation?) {
    guard isKept, signs[lease] == nil, let owner else { return }
    signs[lease] = Sign(at: awake, owner: owner)
  }

  /// Milliseconds since a worker's last message; nil if none is known.
  func silence(of worker: Incarnation) -> Int? { heard[worker].map { awake - $0 } }

  /// A heartbeat that was answered counts for the leases that moved.
  mutating func hear(_ stimulus: Stimulus, _ actions: [Action]) {
    guard isKept, case .received(let connection, _, let envelope) = stimulus else { return }
    heard[envelope.incarnation] = awake
    guard case .heartbeat(let heartbeat) = envelope.message else { return }
    let isHeard = actions.contains { action in
      guard case .send(connection, let answer) = action else { return false }
      return answer.message == .heard(heartbeat.number)
    }
    guard isHeard else { return }
    for progress in heartbeat.leases where progress.running {
      guard var sign = signs[progress.lease], sign.owner == envelope.incarnation,
        progress.events > sign.events || progress.beat > sign.beat
      else { continue }
      sign.at = awake
      sign.events = max(sign.events, progress.events)
      sign.beat = max(sign.beat, progress.beat)
      signs[progress.lease] = sign
    }
  }

  /// Milliseconds since the last sign of life of a lease that ends; nil if none is known.
  mutating func ended(_ lease: Lease) -> Int? {
    signs.removeValue(forKey: lease).map { awake - $0.at }
  }
}
