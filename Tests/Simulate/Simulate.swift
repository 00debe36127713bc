import Dispatch
import Foundation
import Simulation
import Synchronization

// Lives of a run under misfortune, by seed. See scripts/simulate.

@main
struct Simulate {
  static func main() {
    let arguments = Arguments(CommandLine.arguments.dropFirst())
    if let seed = arguments.replay { return replay(seed, arguments) }
    if let seeds = arguments.find { exit(find(within: seeds, arguments) ? 0 : 1) }
    let started = ContinuousClock.now
    let batches = WorldSize.allCases.map { Batch(size: $0, count: arguments.counts[$0] ?? 0) }
    let failed = Mutex<[Verdict]>([])
    for batch in batches.reversed() where batch.count > 0 {
      run(batch, from: arguments.from, failed)
    }
    print("simulation took \(ContinuousClock.now - started)")
    guard let first = failed.withLock({ $0.min { $0.steps < $1.steps } }) else { return }
    tell(first, arguments)
    exit(1)
  }

  struct Batch: Sendable {
    let size: WorldSize
    let count: Int
  }

  static func run(
    _ batch: Batch, from first: UInt64, _ failed: borrowing Mutex<[Verdict]>
  ) {
    let started = ContinuousClock.now
    let totals = Totals()
    let lanes = min(ProcessInfo.processInfo.activeProcessorCount, batch.count)
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      var index = lane
      while index < batch.count, failures.count < 5 {
        let options = WorldOptions(seed: first &+ UInt64(index), size: batch.size)
        let verdict = Simulation.judge(options)
        totals.add(verdict)
        if verdict.violation != nil { failures.add(verdict) }
        index += lanes
      }
    }
    for verdict in failures.all { failed.withLock { $0.append(verdict) } }
    print("\(batch.size.rawValue): \(totals) in \(ContinuousClock.now - started)")
  }

  /// Looks for a violation: if a defect is planted, a simulation that finds none is blind.
  static func find(within seeds: Int, _ arguments: Arguments) -> Bool {
    for index in 0..<UInt64(seeds) {
      let options = WorldOptions(seed: arguments.from &+ index, size: .small)
      guard Simulation.run(options).violation != nil else { continue }
      let least = Simulation.minimised(options)
      let words = Simulation.run(least).violation ?? "GONE with fewer kinds of fault"
      let kinds = "\(least.faults.count) of \(options.faults.count) kinds of fault"
      print("found at seed \(options.seed), with \(kinds): \(words.prefix(80))")
      return !words.hasPrefix("GONE")
    }
    print("NOT FOUND in \(seeds) seeds")
    return false
  }

  static func replay(_ seed: UInt64, _ arguments: Arguments) {
    let options = WorldOptions(seed: seed, size: arguments.size, without: arguments.without)
    let verdict = Simulation.run(options, traceLength: arguments.lines)
    print(options)
    for line in verdict.trace { print(line) }
    print("hash \(String(verdict.hash, radix: 16)), \(verdict.steps) steps")
    if let violation = verdict.violation {
      print("VIOLATION seed \(seed): \(violation)")
      exit(1)
    }
  }

  static func tell(_ verdict: Verdict, _ arguments: Arguments) {
    let size = verdict.options.size
    var least = verdict.options
    if size == .small || size == .medium {
      least = Simulation.minimised(verdict.options)
    }
    let again = Simulation.run(least, traceLength: 200)
    for line in again.trace { print(line) }
    print("VIOLATION \(verdict.options.seed): \(again.violation ?? verdict.violation ?? "")")
    print("fewest faults: \(least)")
    let dropped = verdict.options.faults.subtracting(least.faults)
    let without = FaultKind.allCases.filter { dropped.contains($0) }.map(\.rawValue)
    print(
      "again with: scripts/simulate --size \(size.rawValue) --replay \(verdict.options.seed)"
        + (without.isEmpty ? "" : " --without \(without.joined(separator: ","))"))
  }
}

/// Sums of a batch, shared by its lanes.
final class Totals: Sendable, CustomStringConvertible {
  private let sums = Mutex(
    (seeds: 0, steps: 0, virtualTime: 0, takeOvers: 0, drains: 0, hash: 0 as UInt64))
  /// Numbers of the runs' ends, by the first word of the outcome.
  private let ends = Mutex<[String: Int]>([:])

  func add(_ verdict: Verdict) {
    sums.withLock {
      $0.seeds += 1
      $0.steps += verdict.steps
      $0.virtualTime += verdict.virtualTime
      $0.takeOvers += verdict.takeOvers
      $0.drains += verdict.drains
      $0.hash &+= verdict.hash
    }
    let end = verdict.outcome.map { "\($0)" } ?? "none"
    ends.withLock { $0[String(end.prefix { $0 != "(" }), default: 0] += 1 }
  }

  var description: String {
    let words = ends.withLock { ends in
      ends.keys.sorted().map { "\(ends[$0] ?? 0) \($0)" }.joined(separator: ", ")
    }
    return sums.withLock {
      "\($0.seeds) seeds, \($0.steps) steps, \($0.virtualTime / 1000) virtual seconds, "
        + "\($0.takeOvers) takeovers, \($0.drains) drains, hash \(String($0.hash, radix: 16)), "
        + "ended: \(words)"
    }
  }
}

/// The violations of a batch.
final class Failures: Sendable {
  private let verdicts = Mutex<[Verdict]>([])

  var count: Int { verdicts.withLock { $0.count } }
  var all: [Verdict] { verdicts.withLock { $0 } }

  func add(_ verdict: Verdict) {
    verdicts.withLock { $0.append(verdict) }
    print(
      "seed \(verdict.options.seed) \(verdict.options.size.rawValue): \(verdict.violation ?? "")")
  }
}

/// The command's arguments.
struct Arguments {
  var counts: [WorldSize: Int] = [:]
  var from: UInt64 = 1
  var replay: UInt64?
  var size = WorldSize.small
  var without: Set<FaultKind> = []
  /// Number of small worlds that may run until one breaks an invariant, as it must.
  var find: Int?
  var lines = 200

  init(_ words: some Sequence<String>) {
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch word {
      case "--from": from = UInt64(value) ?? 1
      case "--replay": replay = UInt64(value)
      case "--size": size = WorldSize(rawValue: value) ?? .small
      case "--without":
        without = Set(value.split(separator: ",").compactMap { FaultKind(rawValue: String($0)) })
      case "--find": find = Int(value)
      case "--lines": lines = Int(value) ?? 200
      default: take(word, value)
      }
    }
  }

  private mutating func take(_ word: String, _ value: String) {
    guard let size = WorldSize(rawValue: String(word.dropFirst(2))), let count = Int(value) else {
      FileHandle.standardError.write(Data("unknown option \(word) \(value)\n".utf8))
      exit(64)
    }
    counts[size] = count
  }
}
