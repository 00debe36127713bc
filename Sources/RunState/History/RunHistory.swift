package import Bundle
package import Dataset
import Files
import JSON
package import Scheduling

/// The contents of a bundle's journals: every invocation, plan and commit so far.
package struct RunHistory {
  /// A call and its end; without an end it was killed.
  package struct Past {
    package let invocation: Invocation
    package var end: InvocationEnd?
  }

  package private(set) var past: [Past] = []
  package private(set) var plans: [PlanReference] = []
  /// The scheduler's records, oldest first.
  package private(set) var records: [JournalRecord] = []
  package private(set) var commits: [ShardIndex: Commit] = [:]
  /// Shards that no plan needs any more.
  package private(set) var abandoned: Set<ShardIndex> = []
  /// Shards committed since the last mark of a run that did not end well: a power cut may have
  /// taken their clips.
  package private(set) var unsynced: Set<ShardIndex> = []
  /// Bytes that count in each epoch's journal.
  package private(set) var sealed: [Int] = []
  /// The healed clips of runs whose reports are gone.
  package private(set) var earlier = EarlierHealing()
  /// True if files of clips may be left that no row names.
  package private(set) var owesSweep = false
  private var sinceStart: [ShardIndex] = []

  /// Reads the journals of a bundle; nil if it has none, and empty if a run had only just begun its own.
  ///
  /// Throws a `RunFailure` if they are of another version.
  package static func read(_ bundle: BundleLayout) throws -> RunHistory? {
    var history = RunHistory()
    let replays = try replays(bundle)
    for replay in replays { try history.take(replay, of: bundle) }
    history.endRun()
    return replays.isEmpty ? nil : history
  }

  /// The journals, oldest first, each as far as the next owner had read it.
  private static func replays(_ bundle: BundleLayout) throws(StorageError) -> [Journal.Replay] {
    var count = 0
    while try FileStatus.ifThere(bundle.journal(Epoch(count + 1))) != nil { count += 1 }
    var replays: [Journal.Replay] = []
    var sealed: [Int] = []
    for number in (0..<count).reversed() {
      let limit = number < sealed.count ? sealed[number] : .max
      let replay = try Journal.replay(bundle.journal(Epoch(number + 1)), upTo: limit)
      if let second = replay.records.dropFirst().first,
        case .started(let invocation)? = try? JSONFile.decode(RunRecord.self, from: second)
      {
        sealed = invocation.sealed
      }
      replays.insert(replay, at: 0)
    }
    return replays
  }

  /// The version that a journal states; 1 if it states none, nil if nothing was written to it.
  private static func version(of replay: Journal.Replay) -> Int? {
    guard let first = replay.records.first else { return nil }
    guard case .version(let number)? = try? JSONFile.decode(RunRecord.self, from: first) else {
      return 1
    }
    return number
  }

  private mutating func take(_ replay: Journal.Replay, of bundle: BundleLayout) throws {
    if let version = Self.version(of: replay), version != RunRecord.currentVersion {
      throw RunFailure(runStateVersion: version, of: bundle)
    }
    sealed.append(replay.validBytes)
    var parser = JSONParser()
    for bytes in replay.records.dropFirst() {
      guard let record = try? parser.decode(RunRecord.self, from: bytes) else {
        throw StorageError(
          damaged: bundle.journal(Epoch(sealed.count)),
          "a record is of no known kind; it may be of another version of clipmill: resume with that one,"
            + " or start again with --overwrite")
      }
      take(record)
    }
  }

  private mutating func take(_ record: RunRecord) {
    switch record {
    case .version: break
    case .rebuilt(let rebuilt):
      past = rebuilt.rows.map { Past(invocation: $0.invocation, end: $0.end) }
      earlier = rebuilt.healing
    case .started(let invocation):
      endRun()
      past.append(Past(invocation: invocation))
    case .planned(let plan): take(plan)
    case .scheduled(let record): take(record)
    case .synced(let commits): unsynced.subtract(sinceStart.prefix(commits))
    case .swept: owesSweep = false
    case .ended(let end):
      past[past.count - 1].end = end
      // A run that stopped had no time to sync.
      if end.outcome == .complete { unsynced.subtract(sinceStart) }
    }
  }

  /// Takes a plan, as the journal does.
  package mutating func take(_ plan: PlanReference) {
    switch plan.kind {
    case .manifest: abandonUncommitted(of: plans)
    case .anew: voidAll(before: plan)
    case .growth, .repair: break
    }
    if plan.kind == .manifest || plan.kind == .anew, !plans.isEmpty { owesSweep = true }
    plans.append(plan)
  }

  /// Voids everything that was planned and committed, except the clips that the plan took over.
  private mutating func voidAll(before plan: PlanReference) {
    records = []
    commits = [:]
    unsynced = []
    abandoned = Set((0..<plan.firstShard).lazy.map { ShardIndex($0) })
    earlier = plan.healing ?? earlier
  }

  /// Takes a commit that stands from an earlier plan, as the journal does.
  package mutating func take(over commit: Commit) { take(.committed(commit)) }

  private mutating func take(_ record: JournalRecord) {
    records.append(record)
    switch record {
    case .committed(let commit):
      commits[commit.shard] = commit
      sinceStart.append(commit.shard)
      unsynced.insert(commit.shard)
    case .withdrawn(let withdrawal): commits[withdrawal.shard] = nil
    case .quarantined, .released: break
    }
  }

  /// Withdraws a commit, as the journal says; the shard is searched for repairs again.
  package mutating func withdraw(_ withdrawal: Withdrawal) {
    take(.withdrawn(withdrawal))
    let shard = withdrawal.shard
    let plan = plans.last { $0.firstShard <= shard.number }
    if plan?.kind == .repair { abandoned.insert(shard) }
  }

  /// Voids unfinished repairs: each invocation searches for repairs again.
  private mutating func endRun() {
    abandonUncommitted(of: plans.filter { $0.kind == .repair })
    sinceStart = []
  }

  private mutating func abandonUncommitted(of plans: [PlanReference]) {
    for plan in plans {
      for number in plan.firstShard..<plan.firstShard + plan.shardCount
      where commits[ShardIndex(number)] == nil {
        abandoned.insert(ShardIndex(number))
      }
    }
  }

  /// The run that the bundle belongs to.
  package var run: RunID? { past.first?.invocation.run }

  package var last: Past? { past.last }

  package var shardCount: Int { plans.reduce(0) { max($0, $1.firstShard + $1.shardCount) } }

  /// The sum of the shards that this epoch's coordinator committed.
  package func counts(of epoch: Epoch) -> Tally {
    commits.values.reduce(into: Tally()) { sum, commit in
      if commit.completion.lease.epoch == epoch { sum += commit.completion.counts }
    }
  }

  /// The scheduler's records; shards that no plan needs count as done, without events.
  package func schedulerRecords(without abandoned: Set<ShardIndex>) -> [JournalRecord] {
    let nothing = FileStamp(path: "none", size: 0, sha256: String(repeating: "0", count: 64))
    return records
      + abandoned.sorted().map { shard in
        .committed(
          Commit(
            Completion(
              lease: Lease(shard: shard, epoch: Epoch(0), attempt: 0), report: nothing,
              counts: Tally(), skipped: 0),
            worker: ""))
      }
  }
}
