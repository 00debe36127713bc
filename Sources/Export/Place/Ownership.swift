package import Bundle
package import Dataset
package import Files
import Glibc
import JSON
package import Scheduling
import Synchronization

/// Who may work on a bundle: one invocation at a time, the one of the highest epoch.
///
/// Where the owner's process can be seen, it decides; from another host or container, a beat that stands still. The journal of an
/// epoch is made exclusively, so that of two that come at once one is refused; one that finds a higher
/// epoch than his own stops before he commits anything more. From its claim to its release an ownership
/// beats on a thread of its own: planning and merging may take longer than others watch.
package final class Ownership: Sendable {
  /// How an observer's time goes by while it watches a beat.
  package struct BeatWatch {
    var now: () -> Tick = { Clock.tick }
    var pause: () -> Void = { usleep(200_000) }
  }

  private struct State {
    var record: OwnerRecord
    /// Why the last beat could not be written.
    var trouble: StorageError?
  }

  private let bundle: BundleLayout
  private let epoch: Epoch
  private let state: Mutex<State>

  private let pause: Span

  /// Time between two beats.
  static let beatPause = Span.seconds(1)

  /// How long the beat must stand still of an owner whose process cannot be seen.
  static let silence = Span.seconds(60)

  /// Claims the bundle as its next owner; throws where another one is alive.
  ///
  /// Waits up to `silence` where nobody here can see the other one's process and `takeOver` is not given.
  package static func claim(
    _ bundle: BundleLayout, run: RunID, epoch: Epoch, takeOver: Bool,
    watch: BeatWatch = BeatWatch(), beats pause: Span = beatPause, check: () throws -> Void,
    notice: (String) -> Void
  ) throws -> Ownership {
    for folder in [bundle.state, bundle.reports] {
      guard let target = FileSystem.linkTarget(folder) else { continue }
      throw RunFailure(
        .cannotMake,
        "\(folder) is a link to \(target), and run state must lie in the bundle itself (put"
          + " that folder in the link's place, or remove the link)")
    }
    try waitForOwner(of: bundle, takeOver: takeOver, watch: watch, check: check, notice: notice)
    let record = OwnerRecord(
      run: run, epoch: epoch, host: Host.name, boot: Host.boot, pid: Int(getpid()),
      pidNamespace: Host.pidNamespace, started: try Host.startTime(of: getpid()) ?? 0)
    try record.write(to: bundle)
    let ownership = Ownership(bundle, record, beats: pause)
    try ownership.beatOnItsOwn()
    return ownership
  }

  private init(_ bundle: BundleLayout, _ record: OwnerRecord, beats pause: Span) {
    self.pause = pause
    self.bundle = bundle
    epoch = record.epoch
    state = Mutex(State(record: record))
  }

  /// As it was last written.
  package var record: OwnerRecord { state.withLock { $0.record } }

  /// Returns when the bundle's recorded owner, if any, is gone; throws where it is alive.
  package static func waitForOwner(
    of bundle: BundleLayout, takeOver: Bool, watch: BeatWatch = BeatWatch(),
    check: () throws -> Void, notice: (String) -> Void
  ) throws {
    guard let owner = try OwnerRecord.onRecord(of: bundle), !owner.isReleased else { return }
    switch owner.life {
    case .alive: throw refusal(owner, bundle)
    case .ended: return
    case .unseen: if takeOver { return }
    }
    notice(
      "\(bundle.root) belongs to pid \(owner.pid) on \(owner.host); watching its beat for"
        + " \(silence) (--take-over does not wait)")
    let end = watch.now() + silence
    var last = Result<OwnerRecord, any Error>.success(owner)
    while watch.now() < end {
      try check()
      watch.pause()
      // A record that was replaced on another client may be stale for a moment.
      last = Result { try OwnerRecord.read(bundle) }
      guard case .success(let now) = last, now != owner else { continue }
      if now.isReleased { return }
      throw refusal(now, bundle)
    }
    _ = try last.get()
  }

  private static func refusal(_ owner: OwnerRecord, _ bundle: BundleLayout) -> RunFailure {
    RunFailure(
      .cannotMake,
      "\(bundle.root) is being worked on by pid \(owner.pid) on \(owner.host)"
        + (owner.endpoint.map { " at \($0)" } ?? "")
        + " (wait for it, or stop it; --take-over takes the bundle of a host or container that"
        + " is gone)")
  }

  /// Tells where workers connect, and who wants to know the status; nil where nobody listens any more.
  package func announce(_ endpoint: String?) throws {
    try refuseIfFenced()
    try state.withLock { state in
      state.record.endpoint = endpoint
      try state.record.write(to: bundle)
    }
  }

  // MARK: Beats

  private func beatOnItsOwn() throws(ThreadShortage) {
    let pause = UInt32(pause.milliseconds * 1000)
    try WorkThread.startDetached { [weak self] in
      repeat { usleep(pause) } while self?.beat() ?? false
    }
  }

  /// Shows other hosts that the owner lives; false where it is one no more.
  package func beat() -> Bool {
    if isFenced { return false }
    // What was moved away may come back; nothing is made in its place.
    if isLost { return true }
    return state.withLock { state in
      guard !state.record.isReleased else { return false }
      state.record.beat += 1
      do throws(StorageError) {
        try state.record.write(to: bundle)
        state.trouble = nil
      } catch {
        // A full disk, or no descriptor left: nothing is lost, and a successor fences us.
        state.trouble = error
      }
      return true
    }
  }

  /// Why other hosts cannot see that the owner lives, since the last call.
  package func takeTrouble() -> StorageError? { state.withLock { $0.trouble.take() } }

  // MARK: The end

  /// Whether a later epoch has begun: then this owner must not write a thing.
  var isFenced: Bool { FileSystem.exists(bundle.journal(Epoch(epoch.number + 1))) }

  /// Throws where another coordinator has taken the bundle over.
  package func refuseIfFenced() throws(RunFailure) {
    if isFenced {
      throw RunFailure(
        .cannotMake, "the bundle was taken over by another coordinator; stopping")
    }
  }

  /// Whether the run state was removed, or the whole bundle: what is committed from now on is lost.
  package var isLost: Bool { !FileSystem.exists(bundle.journal(epoch)) }

  /// Gives the bundle free.
  package func release() {
    guard !isFenced, !isLost else { return }
    state.withLock { state in
      state.record.isReleased = true
      try? state.record.write(to: bundle)
    }
  }
}

extension OwnerRecord {
  /// What this process can see of the owner's.
  package enum Life: Hashable, Sendable {
    case alive
    case ended
    /// It is of another host, start of the machine or container: only its beat tells.
    case unseen
  }

  /// The recorded owner of a bundle; nil where there is none.
  ///
  /// Throws where nobody can tell: then the bundle is not free. What is not a record belongs to nobody: a
  /// living owner writes it again with each beat.
  package static func onRecord(of bundle: BundleLayout) throws(StorageError) -> OwnerRecord? {
    do throws(StorageError) {
      return try OwnerRecord.read(bundle)
    } catch {
      switch error.kind {
      case .notThere, .damaged, .irregular: return nil
      default: throw error
      }
    }
  }

  /// Whether the owner's process lives, as far as that can be seen from here.
  package var life: Life {
    guard host == Host.name, !boot.isEmpty, boot == Host.boot, let pidNamespace,
      pidNamespace == Host.pidNamespace
    else { return .unseen }
    guard let pid = pid_t(exactly: pid) else { return .ended }
    do throws(StorageError) {
      if let started = try Host.startTime(of: pid) {
        return started == self.started ? .alive : .ended
      }
    } catch {
      return .unseen
    }
    // Another user's process may be hidden (hidepid).
    return kill(pid, 0) != 0 && errno == EPERM ? .unseen : .ended
  }
}
