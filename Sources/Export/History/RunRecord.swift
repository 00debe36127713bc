import Bundle
package import Dataset
package import Scheduling

/// A record of the bundle's journal: replaying all of them gives the run's state back.
package enum RunRecord: Sendable {
  /// The version of the shape that journals and plans have; the first record of every journal.
  case version(Int)
  /// What the bundle itself told of its past, where its run state was lost; the next record if any.
  case rebuilt(RebuiltPast)
  /// An invocation took the bundle over; written before it plans.
  case started(Invocation)
  /// A plan that stands from here on.
  case planned(PlanReference)
  /// What the scheduler made durable.
  case scheduled(JournalRecord)
  /// All clips of the first so many commits of this invocation are on disk for good.
  case synced(commits: Int)
  /// Files of clips that no row names any more are removed, as of the plans so far.
  case swept
  /// The invocation ended by itself; one that was killed has no such record.
  case ended(InvocationEnd)

  /// Version 1 had no such record, and its enums were written as the compiler has it.
  package static let currentVersion = 3
}

extension RunRecord: OneKeyCodable {
  /// How each kind is read.
  package static let cases: [String: OneKeyCase<Self>] = [
    "version": .holding(Self.version), "rebuilt": .holding(Self.rebuilt),
    "started": .holding(Self.started), "planned": .holding(Self.planned),
    "scheduled": .holding(Self.scheduled), "synced": .holding(Self.synced),
    "swept": .alone(Self.swept), "ended": .holding(Self.ended),
  ]

  /// The kind and its value.
  package var body: (name: String, value: any Encodable) {
    switch self {
    case .version(let number): ("version", number)
    case .rebuilt(let past): ("rebuilt", past)
    case .started(let invocation): ("started", invocation)
    case .planned(let plan): ("planned", plan)
    case .scheduled(let record): ("scheduled", record)
    case .synced(let commits): ("synced", commits)
    case .swept: ("swept", true)
    case .ended(let end): ("ended", end)
    }
  }
}

/// One call of export or coordinator on a bundle.
package struct Invocation: Codable, Sendable {
  var id: RunID
  /// The bundle's own id, the same for all its invocations.
  package var run: RunID
  package var epoch: Epoch
  /// UTC, for people.
  var start: String
  var host: String
  var workers: Int
  /// Absolute path.
  var manifest: String
  package var options: ExportOptions
  /// The set of libraries in one line.
  var libraries: String
  /// Bytes of the earlier epochs' journals when this one began; what came after does not count.
  var sealed: [Int]
  /// How long an event may take, and MiB that a renderer may hold; nil where it is not on record.
  package var eventDeadlineSeconds: Int?
  package var rendererMemory: Int?
}

/// What `metadata.json` tells of the invocations that made a bundle.
package struct RebuiltPast: Codable, Sendable {
  struct Row: Codable, Sendable {
    var invocation: Invocation
    /// Nil where it was killed.
    var end: InvocationEnd?
  }

  /// Oldest first.
  var rows: [Row]
  var healing: EarlierHealing
}

/// How an invocation ended.
package struct InvocationEnd: Codable, Sendable {
  var id: RunID
  var end: String
  package var outcome: Outcome
  /// What it left of a complete bundle; nil of one that is not, and in records of older builds.
  var left: LeftBundle?

  /// How it ended.
  package enum Outcome: String, Codable {
    case complete
    /// By a signal.
    case interrupted
    /// By what it met.
    case stopped
  }
}

/// A complete bundle as an invocation left it, by which the next one sees that nothing has changed.
package struct LeftBundle: Codable, Sendable {
  /// Of `metadata.json`, 64 hexadecimal digits.
  var metadataSHA256: String
  /// The clips that the rows name.
  var clips: ClipSum
}

/// A plan's file, and what its shards are for.
package struct PlanReference: Codable, Sendable {
  enum Kind: String, Codable {
    /// A manifest; all uncommitted shards before it are void.
    case manifest
    /// A manifest that lacks events of the bundle, whose rows go: all shards before it are void.
    case anew
    /// More events of the same manifest.
    case growth = "extension"
    /// Rows of committed shards once more.
    case repair
  }

  /// From 1.
  var number: Int
  var kind: Kind
  var firstShard: Int
  var shardCount: Int
  /// 64 hexadecimal digits.
  var sha256: String
  /// What runs healed whose reports no longer count; nil where all of them count.
  var healing: EarlierHealing?
}
