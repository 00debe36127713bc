import Scheduling

/// A process's own clock: it began at another moment, runs at another rate, and may step ahead.
///
/// Schedulers and sessions see its ticks alone; the world's time is between worlds and their checks.
struct SimulatedClock {
  /// World time for a thousand of its milliseconds: 1000 is right.
  private(set) var perMille: Int
  private var offset: Int

  /// A clock that is right, or off by up to 5 percent, or by up to 20 with faulty clocks.
  init(_ options: WorldOptions, _ generator: inout SeededGenerator) {
    perMille = 1000
    offset = 0
    let most = options.has(.lyingClocks) ? 200 : options.has(.driftingClocks) ? 50 : 0
    guard most > 0 else { return }
    perMille += generator.below(2 * most + 1) - most
    offset = generator.below(1_000_000_000)
  }

  func tick(at now: Int) -> Tick { Tick(offset + now * perMille / 1000) }

  /// The first moment of the world at which the clock shows `tick`.
  func moment(of tick: Tick) -> Int {
    guard tick < .never else { return .max }
    return ((tick.milliseconds - offset) * 1000 + perMille - 1) / perMille
  }

  mutating func step(_ milliseconds: Int) { offset += milliseconds }
}
