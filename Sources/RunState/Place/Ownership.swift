package import Bundle
package import Dataset
package import Files
import Glibc
import JSON
package import Scheduling
import Synchronization

/// The right to work on a bundle: one invocation at a time has it, that of the highest epoch.
///
/// If the owner's process can be seen, that process decides; from another host or container, a beat that stands still
/// does. The journal of an epoch is made exclusively, so that of two simultaneous claims one is refused. An owner
/// that finds a higher epoch stops before it commits anything more. From its claim to its release an ownership beats
/// on a separate thread: planning and merging may take longer than others watch.
package final class Ownership: Sendable {
  /// The passing of time for an observer that watches a beat.
  package struct BeatWatch {
    var now: () -> Tick = { Clock.tick }
    var pause: () -> Void = { usleep(200_000) }
  }

  private struct State {
    var record: OwnerRecord
    /// The reason why the last beat could not be written.
    var trouble: StorageError?
  }

  private let bundle: BundleLayout
  private let epoch: Epoch
  private let state: Mutex<State>

  private let pause: Span

  /// Time between two beats.
  static let beatPause = Span.seconds(1)

  /// The time for which the beat must stand still of an owner whose process cannot be seen.
  static let silence = Span.seconds(60)

  /// Claims the bundle as its next owner; throws if another one is alive.
  ///
  /// Waits up to `silence` if the other one's process cannot be seen from here and `takeOver` is not given.
  package static func claim(
    _ bundle: BundleLayout, run: RunID, epoch: Epoch, takeOver: Bool,
    watch: BeatWatch = BeatWatch(), beats pause: Span = beatPause, check: () throws -> Void,
    notice: (String) -> Void
  ) throws -> Ownership {
    for folder in [bundle.inner, bundle.reports] {
      guard let target = FileSystem.linkTarget(folder) else { continue }
      throw RunFailure(
        .cannotMake,
        "\(folder) is a link to \(target), and run state must lie in the bundle itself (put"
          + " that folder in the link's place, or remove the link)")
    }
    try waitForOwner(of: bundle, takeOver: takeOver, watch: watch, check: check, notice: notice)
    try StateFolder.join(bundle)
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

  /// Returns when the bundle's recorded owner, if any, is gone; throws if it is alive.
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

  /// Announces where workers connect, and where to ask for the status; nil if nobody listens any more.
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

  /// Shows other hosts that the owner lives; false after it has lost the bundle.
  package func beat() -> Bool {
    if isFenced { return false }
    // A bundle that was moved away may come back; nothing is made in its place.
    if isLost { return true }
    return state.withLock { state in
      guard !state.record.isReleased else { return false }
      state.record.beat += 1
      do throws(StorageError) {
        try state.record.write(to: bundle)
        state.trouble = nil
      } catch {
        // A full disk, or no descriptor left: nothing is lost, and a successor fences this owner.
        state.trouble = error
      }
      return true
    }
  }

  /// The reason since the last call why other hosts cannot see that the owner lives.
  package func takeTrouble() -> StorageError? { state.withLock { $0.trouble.take() } }

  // MARK: The end

  /// True if a later epoch has begun: then this owner must not write anything.
  var isFenced: Bool { FileSystem.exists(bundle.journal(Epoch(epoch.number + 1))) }

  /// Throws if another coordinator has taken over the bundle.
  package func refuseIfFenced() throws(RunFailure) {
    if isFenced {
      throw RunFailure(
        .cannotMake, "the bundle was taken over by another coordinator; stopping")
    }
  }

  /// True if the run state was removed, or the whole bundle: later commits would be lost.
  package var isLost: Bool { !FileSystem.exists(bundle.journal(epoch)) }

  /// Releases the bundle.
  package func release() {
    guard !isFenced, !isLost else { return }
    state.withLock { state in
      state.record.isReleased = true
      try? state.record.write(to: bundle)
    }
  }
}

extension OwnerRecord {
  /// The life of the owner's process, as far as this process can see it.
  package enum Life: Hashable, Sendable {
    case alive
    case ended
    /// It belongs to another host, start of the machine or container: only its beat shows its life.
    case unseen
  }

  /// The recorded owner of a bundle; nil if there is none.
  ///
  /// Throws if that cannot be found out: then the bundle is not free. A file that is not a record belongs to nobody:
  /// a living owner writes it again with each beat.
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

  /// The life of the owner's process, as far as it can be seen from here.
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
