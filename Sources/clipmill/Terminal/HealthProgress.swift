import Health

/// Shows on a terminal how far a look at a dataset is.
enum HealthProgress {
  /// Runs `body` with something to tell progress to.
  static func shown<Result>(
    _ body: ((HealthCheck.Progress) -> Void) throws -> Result
  ) throws -> Result {
    let isShown = Output.isTerminal(2)
    var block = LiveBlock(descriptor: 2)
    var last = RateMeter.seconds
    defer { block.clear() }
    return try body { progress in
      guard isShown, RateMeter.seconds - last >= 0.1 else { return }
      last = RateMeter.seconds
      block.draw([words(progress)])
    }
  }

  private static func words(_ progress: HealthCheck.Progress) -> String {
    switch progress {
    case .reading(let at):
      let share = at.bytesTotal == 0 ? 100 : 100 * at.bytesRead / at.bytesTotal
      return "reading: \(Durations.grouped(at.events)) events, \(share)% of the manifest"
    case .checking(let clips): return "checking: \(Durations.grouped(clips)) clips"
    }
  }
}
