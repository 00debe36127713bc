package import Bundle
package import Dataset
import Dispatch
package import Files
import Synchronization

/// Merges a bundle beside its renderers: each shard as soon as it and all before it are committed.
///
///     committing thread                    merging thread
///     note(shard 1, report)                waits, since shard 0 is not there
///     note(shard 0, report) ->             folds 0, then 1, into files under their unfinished names
///     finish(all reports)   ->             folds the rest, and gives the files their names
///
/// Its work counts only if `finish` gets the same reports in the same order. If one was withdrawn or repaired
/// meanwhile, or anything failed, the result is nil, and the caller merges from the beginning; that merge then
/// reports errors. A process that dies leaves unfinished files, which the next merge removes.
package final class MergeAhead: Sendable {
  private struct State {
    /// Reports of shards that wait for one before them.
    var waiting: [ShardIndex: ShardSource] = [:]
    /// The next shard to fold.
    var next = 0
    /// Set when there will be no more commits.
    var all: [ShardSource]?
    var isAbandoned = false
    var result: MergedBundle?
  }

  private enum Order {
    case fold(ShardSource)
    case finish([ShardSource])
    case leave
    case wait
  }

  private final class Core: Sendable {
    let state = Mutex(State())
    /// Counts possible new orders.
    let given = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    func order() -> Order {
      while true {
        given.wait()
        let order: Order = state.withLock { state in
          if state.isAbandoned { return .leave }
          if let source = state.waiting.removeValue(forKey: ShardIndex(state.next)) {
            state.next += 1
            return .fold(source)
          }
          return state.all.map { .finish($0) } ?? .wait
        }
        if case .wait = order { continue }
        return order
      }
    }
  }

  private let core = Core()

  /// Seconds for removing the files when they are not wanted.
  private static let patience = 5
  /// Milliseconds between two checks whether the caller still wants a result.
  private static let step = 100

  /// Begins beside the caller; the parameters are those of `Merger.merge`.
  package init(
    of plan: PlanSummary, options: ExportOptions, into bundle: BundleLayout,
    earlier: EarlierHealing = EarlierHealing()
  ) throws(ThreadShortage) {
    let core = core
    try WorkThread.startDetached {
      let result = Self.work(core) { wait throws(StorageError) in
        try Merger.begin(
          plan, options, bundle, plan.columns(of: options.bundle), earlier, wait)
      }
      core.state.withLock { $0.result = result }
      core.ended.signal()
    }
  }

  deinit { abandon() }

  /// Notes that a shard is committed, with this report; it must have no other one.
  package func note(_ shard: ShardIndex, _ report: ShardSource.Report) {
    let source = ShardSource(shard: shard, report: report, isSuperseded: false)
    core.state.withLock { $0.waiting[shard] = source }
    wake()
  }

  /// The number of shards that are merged so far, or just being merged, before `finish` is called.
  package var shards: Int { core.state.withLock { $0.next } }

  /// Merges the rest of `sources`, which are all sources, in shard order; nil if the caller has to merge.
  ///
  /// `check` is called during the merge, and may throw to stop it.
  package func finish(
    _ sources: [ShardSource], check: () throws -> Void
  ) throws -> MergedBundle? {
    core.state.withLock { $0.all = sources }
    wake()
    do {
      while core.ended.wait(timeout: .now() + .milliseconds(Self.step)) == .timedOut { try check() }
    } catch {
      leave()
      throw error
    }
    core.ended.signal()
    return core.state.withLock { $0.result }
  }

  /// Gives up, and waits a little until the unfinished files are gone.
  package func leave() {
    abandon()
    _ = core.ended.wait(timeout: .now() + .seconds(Self.patience))
    core.ended.signal()
  }

  private func abandon() {
    core.state.withLock { $0.isAbandoned = true }
    wake()
  }

  /// Wakes the thread to check its orders; it takes one at a time.
  private func wake() { core.given.signal() }

  private static func work(
    _ core: Core, _ begin: (VisibilityWait) throws(StorageError) -> Merger
  ) -> MergedBundle? {
    do throws(StorageError) {
      // One of several hosts may not see yet what another has written.
      var merger = try begin(VisibilityWait(isStopping: { core.isAbandoned }))
      var folded: [ShardSource] = []
      while true {
        switch core.order() {
        case .fold(let source):
          try merger.add(source)
          folded.append(source)
          core.given.signal()
        case .finish(let sources):
          guard sources.starts(with: folded) else { return nil }
          for source in sources[folded.count...] {
            if core.isAbandoned { return nil }
            try merger.add(source)
          }
          guard merger.fitsColumns else { return nil }
          return try merger.finish()
        case .leave, .wait: return nil
        }
      }
    } catch {
      return nil
    }
  }
}
