package import Dataset

/// The accounts of a bundle: as it stands, and the changes by this invocation.
package struct MergeCounts: Hashable, Sendable {
  /// The bundle as it stands.
  package private(set) var lifetime: Account
  /// Events and clips that this invocation committed first.
  package private(set) var run: Account
  /// Clips rendered again because they were missing or changed, counted each time.
  package private(set) var healed: Account
  package private(set) var runHealed: Account
  /// Events that were skipped because their audio was missing and have clips now.
  package private(set) var recovered = 0
  package private(set) var runRecovered = 0
  /// Skipped events of earlier runs that the latest manifest repeats.
  private var repeated: [SkipReason: Int] = [:]

  /// Begins with the statements of `earlier` about runs whose reports are gone.
  package init(classCount: Int, earlier: EarlierHealing = EarlierHealing()) {
    lifetime = Account(classCount: classCount)
    run = lifetime
    healed = lifetime
    runHealed = lifetime
    healed.add(earlier)
    recovered = earlier.recovered
  }

  init(
    lifetime: Account, run: Account, healed: Account, runHealed: Account, recovered: Int,
    runRecovered: Int
  ) {
    self.lifetime = lifetime
    self.run = run
    self.healed = healed
    self.runHealed = runHealed
    self.recovered = recovered
    self.runRecovered = runRecovered
  }

  /// The accounts before an invocation that changes nothing in the bundle.
  var withoutRun: Self {
    let none = Account(classCount: lifetime.clipsByClass.count)
    return Self(
      lifetime: lifetime, run: none, healed: healed, runHealed: none, recovered: recovered,
      runRecovered: 0)
  }

  /// Notes a row that another manifest has voided.
  ///
  /// If the run that planned that manifest skips as many events for the same reason, they do not count as its own.
  package mutating func add(void standing: ShardSource.Row) {
    guard case .skipped(let reason, _) = standing.row.outcome, !standing.row.share.continues,
      !standing.isOfThisRun
    else { return }
    repeated[reason, default: 0] += 1
  }

  /// True if an earlier run had counted the event, as far as events without clips can be recognised.
  private mutating func isRepeated(_ row: ReportRow) -> Bool {
    guard case .skipped(let reason, _) = row.outcome, !row.share.continues,
      let left = repeated[reason], left > 0
    else { return false }
    repeated[reason] = left - 1
    return true
  }

  /// Counts rendered events that no repair has touched; `clips` are by class number.
  package mutating func add(rendered sum: Tally, _ clips: [Int], isOfThisRun: Bool) {
    lifetime.add(sum, clips)
    if isOfThisRun { run.add(sum, clips) }
  }

  /// Counts a row as it stands; `classes` are the class numbers of its labels.
  package mutating func add(
    _ standing: ShardSource.Row, classes: [Int], valRatio: Double
  ) {
    let row = standing.row
    lifetime.add(row, classes: classes, valRatio: valRatio)
    if standing.isOfThisRun, !row.isEarlier, !isRepeated(row) {
      run.add(row, classes: classes, valRatio: valRatio)
    }
    if let isOfThisRun = standing.recovery {
      recovered += 1
      if isOfThisRun { runRecovered += 1 }
    }
    guard case .rendered = row.outcome else { return }
    for healing in standing.healings {
      var part = row
      part.labels = healing.labels.map { row.labels[$0] }
      let partClasses = healing.labels.map { classes[$0] }
      healed.add(part, classes: partClasses, valRatio: valRatio)
      if healing.isOfThisRun { runHealed.add(part, classes: partClasses, valRatio: valRatio) }
    }
  }
}
