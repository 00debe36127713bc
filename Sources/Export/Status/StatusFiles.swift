package import Bundle
import Dataset
import Files
import Glibc
import RunState
import Scheduling

/// The state of a bundle's run by its files, when no coordinator answers.
package struct StatusFiles {
  private let layout: BundleLayout
  private let owner: OwnerRecord?

  /// Seconds after which figures or a beat no longer show that a coordinator lives; it beats every second, and writes
  /// its figures every five.
  private static let fresh = 10.0
  private static let busyStates: Set = ["planning", "running", "paused", "draining", "merging"]

  package init(_ layout: BundleLayout, owner: OwnerRecord?) {
    self.layout = layout
    self.owner = owner
  }

  /// From `status.json`, else the journal, else `metadata.json`; nil if none of them has a state.
  ///
  /// Adds the reasons for unreadable files to `troubles`, which begins with why the owner is unknown, if so.
  package func read(_ troubles: inout [String]) -> StatusDocument? {
    let isOwnerUnread = !troubles.isEmpty
    let merged = merged(&troubles)
    guard var document = written ?? replayed(&troubles) ?? merged ?? planning else { return nil }
    document.source = "files"
    document.bundle = layout.root
    if document.events.left == 0, let merged, merged.state == "complete" {
      document.complete()
      document.events.removed = merged.events.removed
    }
    document.events.caseTwins = caseTwins
    if let owner, isAlive(owner, document) {
      // The owner has reported nothing yet: the figures are those of its predecessor.
      if owner.epoch.number > document.epoch { document.state = "planning" }
    } else if Self.busyStates.contains(document.state),
      !isOwnerUnread || document.ageSeconds > Self.fresh
    {
      document.stop()
    }
    return document
  }

  /// True if the owner still works: its process shows it if it can be seen, otherwise the beat or the figures do.
  private func isAlive(_ owner: OwnerRecord, _ document: StatusDocument) -> Bool {
    if owner.isReleased { return false }
    return switch owner.life {
    case .alive: true
    case .ended: false
    case .unseen: min(document.ageSeconds, age(of: layout.owner)) <= Self.fresh
    }
  }

  /// Clips that lost their file to others when the bundle was copied to a file system that ignores case.
  private var caseTwins: Int? {
    guard let twins = (try? PublishedMetadata.read(layout.metadata))?.caseTwins, twins > 0,
      NameRules(askingAt: layout.root).foldsCase
    else { return nil }
    return twins
  }

  // MARK: status.json

  private var written: StatusDocument? {
    guard let bytes = try? FileSystem.read(layout.status, limit: 1 << 26, isOurs: true),
      var document = StatusDocument(json: bytes)
    else { return nil }
    document.ageSeconds = Double(max(Clock.seconds - document.written, 0))
    return document
  }

  private func age(of path: String) -> Double {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return Double(max(Clock.seconds - status.st_mtim.tv_sec, 0))
  }

  // MARK: The journal

  /// The scheduler's own replay of the journals.
  private func replayed(_ troubles: inout [String]) -> StatusDocument? {
    do {
      guard let history = try RunHistory.read(layout), let invocation = history.last?.invocation
      else { return nil }
      let plans = try RunPlans(history, in: layout)
      guard let plan = plans.summary else { return nil }
      var standing: Tally?
      do throws(StorageError) {
        standing = try self.standing(invocation.options.clips, plans, history)
      } catch {
        troubles.append(error.description)
      }
      return document(invocation, plan, plans, history, standing)
    } catch {
      troubles.append("\(error)")
      return nil
    }
  }

  private func document(
    _ invocation: Invocation, _ plan: PlanSummary, _ plans: RunPlans, _ history: RunHistory,
    _ standing: Tally?
  ) -> StatusDocument {
    let scheduler = Scheduler(
      shardEvents: plans.eventCounts(without: history.abandoned),
      shardPositions: plans.positionCounts(without: history.abandoned),
      shardSplits: plans.splitCounts(without: history.abandoned),
      requirements: Requirements(
        run: invocation.run, build: "", libraries: "", options: "", manifestSize: 0,
        manifestSHA256: "", job: Job(description: "")),
      epoch: invocation.epoch, history: history.schedulerRecords(without: history.abandoned),
      standing: standing,
      seed: 0, now: Clock.tick)
    let board = StatusBoard(
      invocation, plan, in: layout,
      resumeCommand: PrintedCommand.resume(
        manifest: invocation.manifest, bundle: layout.root, listen: nil))
    board.conclude(scheduler.snapshot(at: Clock.tick), at: Clock.tick)
    var document = board.latest
    document.thisRun = StatusAmounts(plan: plan, clips: invocation.options.clips)
      .sum(history.counts(of: invocation.epoch))
    if history.last?.end?.outcome == .interrupted { document.state = "interrupted" }
    document.host = invocation.host
    document.pid = owner?.pid ?? 0
    document.ageSeconds = age(of: layout.journal(invocation.epoch))
    return document
  }

  /// The sum of the committed shards, each event once: if rows of a shard were rendered again, its reports are read.
  private func standing(
    _ options: ClipOptions, _ plans: RunPlans, _ history: RunHistory
  ) throws(StorageError) -> Tally {
    var standing = Tally()
    let sources = try ShardSources.list(
      plans, history.commits, options, in: layout, isOfThisRun: { _ in false })
    for source in sources {
      let isAsCommitted = source.repairs.isEmpty && source.replaced == nil && !source.isSuperseded
      if isAsCommitted, let commit = history.commits[source.shard] {
        standing += commit.completion.counts
        continue
      }
      try source.forEachRow(in: layout) { row throws(StorageError) in
        standing.add(row.withoutLost.row, valRatio: options.valRatio)
      }
    }
    return standing
  }

  // MARK: metadata.json

  /// A complete bundle whose run state was removed.
  private func merged(_ troubles: inout [String]) -> StatusDocument? {
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileSystem.read(layout.metadata, limit: 1 << 26)
    } catch {
      if error.kind != .notThere { troubles.append(error.description) }
      return nil
    }
    guard var document = PublishedStatus.document(bytes) else { return nil }
    document.ageSeconds = age(of: layout.metadata)
    return document
  }

  // MARK: The owner alone

  /// A run that has an owner and no plan yet.
  private var planning: StatusDocument? {
    guard let owner else { return nil }
    var document = StatusDocument()
    document.state = "planning"
    document.run = owner.run.hex
    document.epoch = owner.epoch.number
    document.host = owner.host
    document.pid = owner.pid
    document.ageSeconds = age(of: layout.owner)
    return document
  }
}
