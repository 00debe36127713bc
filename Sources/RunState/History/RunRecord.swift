package import Bundle
package import Dataset
package import Scheduling

/// A record of the bundle's journal: replaying all of them restores the run's state.
package enum RunRecord: Sendable {
  /// The version of the form of journals and plans; the first record of every journal.
  case version(Int)
  /// The past as read from the bundle itself, if its run state was lost; the next record if any.
  case rebuilt(RebuiltPast)
  /// An invocation took over the bundle; written before it plans.
  case started(Invocation)
  /// A plan that is valid from here on.
  case planned(PlanReference)
  /// A record of the scheduler.
  case scheduled(JournalRecord)
  /// All clips of the first `commits` commits of this invocation are durably on disk.
  case synced(commits: Int)
  /// Files of clips that no row names any more are removed, as of the plans so far.
  case swept
  /// The invocation ended by itself; one that was killed has no such record.
  case ended(InvocationEnd)

  /// Version 1 had no such record, and the compiler decided the form of its enums.
  package static let currentVersion = 3
}

extension RunRecord: OneKeyCodable {
  /// The reader of each kind.
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
  package var id: RunID
  /// The bundle's own id, the same in all its invocations.
  package var run: RunID
  package var epoch: Epoch
  /// UTC, for people.
  package var start: String
  package var host: String
  package var workers: Int
  /// Absolute path.
  package var manifest: String
  package var options: ExportOptions
  /// The set of libraries in one line.
  package var libraries: String
  /// Bytes of the earlier epochs' journals when this one began; later additions do not count.
  package var sealed: [Int]
  /// Seconds that an event may take, and MiB that a renderer may hold; nil if not on record.
  package var eventDeadlineSeconds: Int?
  package var rendererMemory: Int?

  package init(
    id: RunID, run: RunID, epoch: Epoch, start: String, host: String, workers: Int,
    manifest: String, options: ExportOptions, libraries: String, sealed: [Int],
    eventDeadlineSeconds: Int? = nil, rendererMemory: Int? = nil
  ) {
    self.id = id
    self.run = run
    self.epoch = epoch
    self.start = start
    self.host = host
    self.workers = workers
    self.manifest = manifest
    self.options = options
    self.libraries = libraries
    self.sealed = sealed
    self.eventDeadlineSeconds = eventDeadlineSeconds
    self.rendererMemory = rendererMemory
  }
}

/// The statements of `metadata.json` about the invocations that made a bundle.
package struct RebuiltPast: Codable, Sendable {
  /// An invocation and its end.
  package struct Row: Codable, Sendable {
    var invocation: Invocation
    /// Nil if it was killed.
    var end: InvocationEnd?

    package init(invocation: Invocation, end: InvocationEnd?) {
      self.invocation = invocation
      self.end = end
    }
  }

  /// Oldest first.
  var rows: [Row]
  var healing: EarlierHealing

  package init(rows: [Row], healing: EarlierHealing) {
    self.rows = rows
    self.healing = healing
  }
}

/// The end of an invocation.
package struct InvocationEnd: Codable, Sendable {
  package var id: RunID
  package var end: String
  package var outcome: Outcome
  /// The complete bundle that it left; nil if the bundle is not complete, and in records of older builds.
  package var left: LeftBundle?

  /// The outcome of an invocation.
  package enum Outcome: String, Codable {
    case complete
    /// By a signal.
    case interrupted
    /// By an error.
    case stopped
  }

  package init(id: RunID, end: String, outcome: Outcome, left: LeftBundle? = nil) {
    self.id = id
    self.end = end
    self.outcome = outcome
    self.left = left
  }
}

/// A complete bundle as an invocation left it; shows the next one that nothing has changed.
package struct LeftBundle: Codable, Sendable {
  /// The digest of `metadata.json`, 64 hexadecimal digits.
  package var metadataSHA256: String
  /// The clips that the rows name.
  package var clips: ClipSum

  package init(metadataSHA256: String, clips: ClipSum) {
    self.metadataSHA256 = metadataSHA256
    self.clips = clips
  }
}

/// A plan's file, and the purpose of its shards.
package struct PlanReference: Codable, Sendable {
  /// The purpose of a plan.
  package enum Kind: String, Codable {
    /// A manifest; all uncommitted shards before it are void.
    case manifest
    /// A manifest that lacks events of the bundle, whose rows are dropped: all shards before it are void.
    case anew
    /// More events of the same manifest.
    case growth = "extension"
    /// Rows of committed shards again.
    case repair
  }

  /// From 1.
  package var number: Int
  package var kind: Kind
  package var firstShard: Int
  package var shardCount: Int
  /// 64 hexadecimal digits.
  package var sha256: String
  /// The healed clips of runs whose reports no longer count; nil if all of them count.
  package var healing: EarlierHealing?

  package init(number: Int, kind: Kind, firstShard: Int, shardCount: Int, sha256: String) {
    self.number = number
    self.kind = kind
    self.firstShard = firstShard
    self.shardCount = shardCount
    self.sha256 = sha256
  }
}
