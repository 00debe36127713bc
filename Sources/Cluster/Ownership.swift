import Dataset
import Glibc
import Scheduling
import Storage

/// Who may work on a bundle: one invocation at a time, the one of the highest epoch.
///
/// The same host decides by the process, another one by a beat that stands still. The journal of an
/// epoch is made exclusively, so that of two that come at once one is refused; whoever finds a higher
/// epoch than his own stops before he commits anything more.
struct Ownership {
  /// How an observer's time goes by while it watches a beat.
  struct BeatWatch {
    var now: () -> Tick = { Clock.tick }
    var pause: () -> Void = { usleep(500_000) }
  }

  private let bundle: BundleLayout
  private(set) var record: OwnerRecord

  /// How long another host's beat must stand still.
  static let silence = Span.seconds(60)

  /// Claims the bundle as its next owner; throws where another one is alive.
  ///
  /// Waits up to `silence` where the other one is on another host and `takeOver` is not given.
  static func claim(
    _ bundle: BundleLayout, run: RunID, epoch: Epoch, takeOver: Bool,
    watch: BeatWatch = BeatWatch(), check: () throws -> Void, notice: (String) -> Void
  ) throws -> Ownership {
    if let owner = try? JSONFile.read(OwnerRecord.self, at: bundle.owner) {
      try waitFor(
        owner, bundle, takeOver: takeOver, watch: watch, check: check, notice: notice)
    }
    let record = OwnerRecord(
      run: run, epoch: epoch, host: Host.name, boot: Host.boot, pid: Int(getpid()),
      started: Host.startTime(of: getpid()) ?? 0, endpoint: nil, beat: 0)
    try JSONFile.write(record, to: bundle.owner)
    return Ownership(bundle: bundle, record: record)
  }

  /// Returns when the recorded owner is gone.
  private static func waitFor(
    _ owner: OwnerRecord, _ bundle: BundleLayout, takeOver: Bool, watch: BeatWatch,
    check: () throws -> Void, notice: (String) -> Void
  ) throws {
    if owner.isReleased { return }
    if owner.host == Host.name { return try refuse(owner, bundle) }
    if takeOver { return }
    notice(
      "\(bundle.root) belongs to pid \(owner.pid) on \(owner.host); watching its beat for"
        + " \(silence) (--take-over does not wait)")
    let end = watch.now() + silence
    while watch.now() < end {
      try check()
      watch.pause()
      let now = try JSONFile.read(OwnerRecord.self, at: bundle.owner)
      if now != owner { throw refusal(now, bundle) }
    }
  }

  /// Throws where a process of this host works on the bundle.
  static func refuseIfAlive(_ bundle: BundleLayout) throws(RunFailure) {
    guard let owner = try? JSONFile.read(OwnerRecord.self, at: bundle.owner), !owner.isReleased,
      owner.host == Host.name
    else { return }
    try refuse(owner, bundle)
  }

  private static func refuse(_ owner: OwnerRecord, _ bundle: BundleLayout) throws(RunFailure) {
    if owner.boot == Host.boot, Host.startTime(of: pid_t(owner.pid)) == owner.started {
      throw refusal(owner, bundle)
    }
  }

  private static func refusal(_ owner: OwnerRecord, _ bundle: BundleLayout) -> RunFailure {
    RunFailure(
      .cannotMake,
      "\(bundle.root) is being worked on by pid \(owner.pid) on \(owner.host)"
        + (owner.endpoint.map { " at \($0)" } ?? "")
        + " (wait for it, or stop it; --take-over takes the bundle of a host that is gone)")
  }

  /// Tells where workers connect.
  mutating func announce(_ endpoint: String) throws(StorageError) {
    record.endpoint = endpoint
    try JSONFile.write(record, to: bundle.owner)
  }

  /// Shows other hosts that the owner lives.
  mutating func beat() throws(StorageError) {
    record.beat += 1
    try JSONFile.write(record, to: bundle.owner)
  }

  /// Whether a later epoch has begun: then this owner must not write a thing.
  var isFenced: Bool { Files.exists(bundle.journal(Epoch(record.epoch.number + 1))) }

  /// Whether the run state was removed, or the whole bundle: what is committed from now on is lost.
  var isLost: Bool { !Files.exists(bundle.journal(record.epoch)) }

  /// Gives the bundle free.
  mutating func release() {
    guard !isFenced, !isLost else { return }
    record.isReleased = true
    try? JSONFile.write(record, to: bundle.owner)
  }
}
