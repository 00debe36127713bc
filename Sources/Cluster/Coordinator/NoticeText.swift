import Dataset
import Export
import Scheduling

/// A scheduler's notice as a line for people.
enum NoticeText {
  static func line(for notice: Notice) -> String {
    switch notice {
    case .admitted(let worker, let host, let slots):
      "worker \(of(worker, host)) joined with \(slots) \(slots == 1 ? "renderer" : "renderers")"
    case .refused(let worker, let host, let refusal):
      "worker \(of(worker, host)) refused: \(refusal.words)"
    case .lost(let worker, let host, let leases):
      "worker \(of(worker, host)) lost\(shards(leases))"
    case .left(let worker, let host): "worker \(of(worker, host)) left"
    case .expired(let lease, let worker): "\(lease) made no progress on \(worker); taken back"
    case .failed(let failure, let worker, let host):
      "\(failure.lease) failed on \(at(worker, host)): \(failure.words)"
    case .narrowing(let shard, let range):
      "looking for the event that stops renderers in \(shard), among \(range.count)"
    case .quarantined(let quarantine):
      "quarantined \(quarantine.name)"
        + " (\(quarantine.kind.rawValue)): \(quarantine.words)"
    case .acquitted(let shard, let host): "the suspected event of \(shard) did no harm on \(host)"
    case .nondeterminism(let shard, _, let late, let worker, let host):
      "ALARM: \(shard) came out differently on \(at(worker, host)); see report \(late.path)"
    case .excluded(let host, let strikes): "host \(host) excluded after \(strikes) strikes"
    case .readmitted(let host): "host \(host) gets work again"
    case .paused(let words): "paused: \(words)"
    case .resumed: "resumed"
    case .unreachable(let root): "\(root) cannot be read; trying again"
    case .stuck(let culprit): "\(culprit.shard) is stuck: \(culprit.words)"
    case .speculating(let lease): "\(lease) runs a second time, its first run is slow"
    case .ignored(let worker, let words): "ignored a message of \(worker): \(words)"
    case .workersMissing: "no worker is connected"
    }
  }

  /// True for a warning: something is wrong that neither a second try nor the run's last line shows.
  static func isAlarm(_ notice: Notice) -> Bool {
    switch notice {
    case .refused, .lost, .nondeterminism, .excluded, .ignored: true
    case .quarantined, .paused, .unreachable, .stuck, .workersMissing: false
    case .admitted, .left, .expired, .failed, .narrowing, .acquitted, .readmitted, .resumed,
      .speculating:
      false
    }
  }

  /// True if it only says that a worker has come, has left, or is awaited.
  static func isOfAttendance(_ notice: Notice) -> Bool {
    switch notice {
    case .admitted, .left, .workersMissing: true
    default: false
    }
  }

  /// Advice for the reader of a notice, after its line; nil if there is nothing to do.
  static func advice(on notice: Notice, in bundle: String) -> String? {
    guard case .quarantined(let quarantine) = notice else { return nil }
    return quarantine.reproduction(in: bundle).map { "try it with: \($0)" }
  }

  /// Words for the shards of a lost worker.
  private static func shards(_ count: Int) -> String {
    switch count {
    case 0: ""
    case 1: " with 1 shard, which goes to others"
    default: " with \(count) shards, which go to others"
    }
  }

  /// A worker and its host; only one name if the worker is named after its host.
  private static func of(_ worker: String, _ host: String) -> String {
    worker == host ? worker : "\(worker) on \(host)"
  }

  /// The same, after "on".
  private static func at(_ worker: String, _ host: String) -> String {
    worker == host ? worker : "\(worker) (\(host))"
  }
}
