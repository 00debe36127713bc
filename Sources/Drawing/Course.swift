import Dataset

/// The progress of work at one moment, as the worker reports it.
package struct Step: Hashable, Sendable {
  /// One of the course's phases.
  package var phase: String
  package var done: Int
  /// Nil if the total is not known.
  package var total: Int?
  /// The number that the rate counts, if it is not `done`: bytes may be done, and events counted.
  package var count: Int
  /// The unit of `count`: `events`.
  package var unit: String
  package var counters: [LivePicture.Counter] = []
  /// A later phase that has begun beside this one.
  package var beside: Beside?
  /// Seconds until the phase ends, if a better estimate than the rate's is known.
  package var left: Int?

  /// The progress of a phase that runs beside the step's.
  package struct Beside: Hashable, Sendable {
    package var phase: String
    package var done: Int
    package var total: Int
  }

  /// A step in a phase.
  package init(_ phase: String, _ done: Int, of total: Int?, count: Int? = nil, unit: String) {
    self.phase = phase
    self.done = done
    self.total = total
    self.count = count ?? done
    self.unit = unit
  }
}

/// The history of work so far: everything that a picture of it needs besides the latest step.
///
/// Reads no clock: moments are given, in milliseconds of a clock that only runs forward.
package struct Course: Sendable {
  private let names: [String]
  private let began: Int
  private var phaseBegan: Int
  /// Seconds that finished phases took.
  private var took: [String: Int] = [:]
  private var latest: Step?
  private var rate = Self.window
  private var pace = Self.window

  /// The rate over the last half minute: steady, and quick to follow changes.
  private static var window: Throughput { Throughput(over: 30_000, every: 200) }

  /// With phases in their order; a phase that never comes counts as done when a later one runs.
  package init(phases names: [String], at moment: Int) {
    self.names = names
    began = moment
    phaseBegan = moment
  }

  /// Records a step.
  package mutating func reach(_ step: Step, at moment: Int) {
    if latest?.phase != step.phase {
      if let last = latest?.phase { took[last] = (moment - phaseBegan) / 1000 }
      phaseBegan = moment
      (rate, pace) = (Self.window, Self.window)
    }
    latest = step
    rate.note(step.count, at: moment)
    pace.note(step.done, at: moment)
  }

  /// The picture at a moment, which may be later than that of the latest step; nil before the first.
  package func picture(at moment: Int) -> LivePicture? {
    guard let latest else { return nil }
    var head = HeadLine(unit: latest.unit)
    head.percent = Bar.percent(latest.done, of: latest.total)
    head.elapsed = (moment - began) / 1000
    head.rate = rate.perSecond
    head.left = latest.left ?? latest.total.flatMap { pace.seconds(for: max($0 - latest.done, 0)) }
    return LivePicture(head: head, phases: phases(latest), counters: latest.counters)
  }

  private func phases(_ latest: Step) -> [LivePicture.Phase] {
    let current = names.firstIndex(of: latest.phase) ?? 0
    return names.enumerated().map { place, name in
      let state: LivePicture.Phase.State =
        if place == current {
          .running(done: latest.done, total: latest.total)
        } else if place < current {
          .done(seconds: took[name] ?? 0)
        } else if let beside = latest.beside, beside.phase == name {
          .running(done: beside.done, total: beside.total)
        } else {
          .waiting
        }
      return LivePicture.Phase(name: name, state: state)
    }
  }
}

/// Decides when a plain line is due: each ten seconds in the first two minutes, each minute after that.
package struct PlainPace: Sendable {
  private let began: Int
  private var last: Int

  private static let (early, late, turn) = (10_000, 60_000, 120_000)

  /// The first line comes after the first ten seconds; moments are milliseconds.
  package init(at moment: Int) {
    began = moment
    last = moment
  }

  /// True if a line is due; then the next pause begins.
  package mutating func isDue(at moment: Int) -> Bool {
    guard moment - last >= (moment - began <= Self.turn ? Self.early : Self.late) else {
      return false
    }
    last = moment
    return true
  }
}
