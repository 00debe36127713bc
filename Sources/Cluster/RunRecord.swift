import Dataset
import Scheduling
import Storage

/// A record of the bundle's journal: replaying all of them gives the run's state back.
enum RunRecord: Codable, Sendable {
  /// An invocation took the bundle over; written before it plans.
  case started(Invocation)
  /// The plan that stands from here on.
  case planned(PlanReference)
  /// What the scheduler made durable.
  case scheduled(JournalRecord)
  /// The invocation ended by itself; one that was killed has no such record.
  case ended(InvocationEnd)
}

/// One call of export or coordinator on a bundle.
struct Invocation: Codable, Sendable {
  var id: RunID
  /// The bundle's own id, the same for all its invocations.
  var run: RunID
  var epoch: Epoch
  /// UTC, for people.
  var start: String
  var host: String
  var workers: Int
  /// Absolute path.
  var manifest: String
  var options: ExportOptions
}

struct InvocationEnd: Codable, Sendable {
  var id: RunID
  var end: String
  var isComplete: Bool
}

/// A plan's file, beside the journal.
struct PlanReference: Codable, Sendable {
  var name: String
  var size: Int
  /// 64 hexadecimal digits.
  var sha256: String
}
