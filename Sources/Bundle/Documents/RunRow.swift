package import Dataset

/// One invocation that worked on a bundle: a row of `runs` in `metadata.json`.
package struct RunRow: Hashable, Sendable, Codable {
  /// The outcome of a run; a row that was never closed belongs to a killed run.
  package enum Outcome: String, Hashable, Sendable, Codable {
    case complete
    case interrupted
    case stopped
    case killed
  }

  package var id: RunID
  /// UTC, `2026-11-22T17:31:00Z`.
  package var start: String
  package var end: String?
  package var outcome: Outcome
  package var host: String
  /// Renderer processes.
  package var workers: Int
  package var options: ExportOptions

  package init(
    id: RunID, start: String, end: String?, outcome: Outcome, host: String, workers: Int,
    options: ExportOptions
  ) {
    self.id = id
    self.start = start
    self.end = end
    self.outcome = outcome
    self.host = host
    self.workers = workers
    self.options = options
  }
}
