import Scheduling

/// A scheduler's notice as a line for people.
enum NoticeText {
  static func line(for notice: Notice) -> String {
    switch notice {
    case .admitted(let worker, let host, let slots):
      "worker \(worker) on \(host) joined with \(slots) \(slots == 1 ? "renderer" : "renderers")"
    case .refused(let worker, let host, let refusal):
      "worker \(worker) on \(host) refused: \(refusal.words)"
    case .lost(let worker, let host, let leases):
      "worker \(worker) on \(host) lost with \(leases) shards, which go to others"
    case .left(let worker, let host): "worker \(worker) on \(host) left"
    case .expired(let lease, let worker): "\(lease) made no progress on \(worker); taken back"
    case .failed(let failure, let worker, let host):
      "\(failure.lease) failed on \(worker) (\(host)): \(failure.words)"
    case .narrowing(let shard, let range):
      "looking for the event that stops renderers in \(shard), among \(range.count)"
    case .quarantined(let quarantine):
      "set aside event \(quarantine.ordinal.map(String.init) ?? "?") of the manifest"
        + " (\(quarantine.kind.rawValue)): \(quarantine.words)"
    case .acquitted(let shard, let host): "the suspected event of \(shard) did no harm on \(host)"
    case .nondeterminism(let shard, _, let late, let worker, let host):
      "ALARM: \(shard) came out differently on \(worker) (\(host)); see report \(late.path)"
    case .excluded(let host, let strikes): "host \(host) excluded after \(strikes) strikes"
    case .readmitted(let host): "host \(host) gets work again"
    case .paused(let words): "paused: \(words)"
    case .resumed: "resumed"
    case .unreachable(let root): "\(root) cannot be read; trying again"
    case .stuck(let culprit): "\(culprit.shard) is set aside: \(culprit.words)"
    case .speculating(let lease): "\(lease) runs a second time, its first run is slow"
    case .ignored(let worker, let words): "ignored a message of \(worker): \(words)"
    case .workersMissing: "no worker is connected"
    }
  }
}
