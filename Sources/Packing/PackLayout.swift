import Dataset
import Files

/// How a form lays its clips out: one more container is one more of these.
protocol PackLayout: Sendable {
  /// Makes what all units of a split share, before the first of them is written.
  func prepare(_ split: Split, _ units: [PackUnit]) throws

  /// Writes a unit's files, each under its final name when it is whole.
  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord

  /// Completes what all units of a split share, and gives its files.
  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp]
}
