package import Scheduling

/// The order in which a screen lists workers.
package enum WorkerOrder: CaseIterable, Hashable, Sendable {
  case trouble
  case name
  case host
  case rate
  case progress

  /// The key that selects it.
  package var key: String {
    switch self {
    case .trouble: "t"
    case .name: "n"
    case .host: "h"
    case .rate: "r"
    case .progress: "p"
    }
  }

  /// Words for what comes first.
  package var words: String {
    switch self {
    case .trouble: "trouble"
    case .name: "name"
    case .host: "host"
    case .rate: "rate"
    case .progress: "progress"
    }
  }

  /// The workers, and equal ones by their names.
  package func sorted(_ workers: [Snapshot.Worker]) -> [Snapshot.Worker] {
    func names(_ worker: Snapshot.Worker) -> [String] {
      [Self.natural(worker.name), Self.natural(worker.host), Self.natural("\(worker.pid)")]
    }
    func ranks(_ worker: Snapshot.Worker) -> [Double] {
      switch self {
      case .trouble: [Double(worker.urgency), worker.isUnheard ? -worker.lastHeardSeconds : 0]
      case .name, .host: []
      case .rate: [worker.eventsPerSecond]
      case .progress: [Double(worker.percent ?? -1)]
      }
    }
    let keyed = workers.map { worker in
      (
        worker, ranks(worker),
        self == .host ? [Self.natural(worker.host)] + names(worker) : names(worker)
      )
    }
    return keyed.sorted { left, right in
      left.1 == right.1
        ? left.2.lexicographicallyPrecedes(right.2) : left.1.lexicographicallyPrecedes(right.1)
    }.map(\.0)
  }

  /// A name with its numbers widened, so that `node2` comes before `node10`.
  private static func natural(_ name: String) -> String {
    var (key, digits) = ("", "")
    func widened() -> String {
      digits.isEmpty ? "" : String(repeating: "0", count: max(12 - digits.count, 0)) + digits
    }
    for character in name {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else {
        key += widened() + String(character)
        digits = ""
      }
    }
    return key + widened()
  }
}
