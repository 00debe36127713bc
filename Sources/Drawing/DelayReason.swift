import Dataset
package import Export
import Scheduling

extension StatusDocument {
  /// The reason why the rest takes as long as it does; nil if work simply continues.
  ///
  /// A silent worker delays nobody while there is other work to give out.
  package var delay: String? {
    if isOver { return nil }
    if let trouble = troubles.first { return "waiting: \(trouble)" }
    if state == "merging" || state == "planning" { return nil }
    if workers.isEmpty { return source == "live" ? "no worker yet" : nil }
    let isLast = shards.pending == 0
    if isLast || workers.allSatisfy(\.isUnheard), let words = unheard { return words }
    if isLast, let slow = stragglers.first {
      let done = slow.eventsTotal == 0 ? 0 : 100 * slow.events / slow.eventsTotal
      return "waiting for \(slow.shard), \(done)% after"
        + " \(Numbers.duration(seconds: Int(slow.ageSeconds)))"
    }
    // The rate is that of the last minute, which says nothing about a newly granted lease.
    let isOld = workers.allSatisfy { $0.leases.allSatisfy { $0.ageSeconds >= 60 } }
    if events.left > 0, events.perSecond == 0, isOld {
      return "no event ended in the last minute"
    }
    return nil
  }

  /// The worker that was silent for longest, among those that hold a shard, or else among all.
  private var unheard: String? {
    let silent = workers.filter(\.isUnheard)
    let holding = silent.filter { !$0.leases.isEmpty }
    let some = holding.isEmpty && silent.count == workers.count ? silent : holding
    guard let worker = some.max(by: { $0.lastHeardSeconds < $1.lastHeardSeconds }) else {
      return nil
    }
    let others = some.count > 1 ? " and \((some.count - 1).grouped) more" : ""
    return "waiting for \(worker.name), silent"
      + " \(Numbers.duration(seconds: Int(worker.lastHeardSeconds)))\(others)"
  }
}

extension Snapshot.Worker {
  /// True if it has been silent for longer than it should.
  var isUnheard: Bool { ["silent", "lost"].contains(state) }

  /// The urgency of its trouble: 0 is the most urgent.
  var urgency: Int { Self.urgent.firstIndex(of: state) ?? Self.urgent.count }

  /// The states that need attention, the worst first.
  static let urgent = ["lost", "silent", "excluded", "draining"]

  /// Hundredths of its current shards that are done; nil if it renders none.
  var percent: Int? {
    let total = leases.reduce(0) { $0 + $1.eventsTotal }
    return total == 0 ? nil : 100 * leases.reduce(0) { $0 + $1.events } / total
  }

  /// The colour for its state.
  var tint: Style.Tint? {
    switch state {
    case "lost": .bad
    case "silent", "excluded": .warning
    case "draining": .faint
    default: .good
    }
  }
}
