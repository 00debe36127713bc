import Bundle
import Cluster
import Dataset
import Export
import Files
import Glibc
import Messaging
import RunState

/// The bundle's run: who owns it, and whether its coordinator can be reached.
struct RunChecks {
  private let layout: BundleLayout?
  private let endpoint: String?
  private let keys: KeyPaths?
  private let status: StatusDocument?
  private let silence: RunFailure?
  /// The record of its owner, read once: nil if there is no bundle, or no record in it.
  private let owner: Result<OwnerRecord?, StorageError>

  /// Asks the coordinator, or reads the bundle's files.
  init(bundle: BundleLayout?, endpoint: String?, keys: KeyPaths?) {
    layout = bundle
    self.endpoint = endpoint
    self.keys = keys
    owner = Result { () throws(StorageError) in
      guard let bundle else { return nil }
      return try OwnerRecord.onRecord(of: bundle)
    }
    guard bundle != nil || endpoint != nil, MachineLimits.allowSockets else {
      (status, silence) = (nil, nil)
      return
    }
    do throws(RunFailure) {
      status = try StatusReader(bundle: bundle, endpoint: endpoint, keys: keys).read()
      silence = nil
    } catch {
      (status, silence) = (nil, error)
    }
  }

  /// Bytes of the clips that are left; nil if that is not known.
  var bytesNeeded: Int? { status.flatMap { $0.state == "complete" ? nil : $0.clips.bytesLeft } }

  var checks: [DoctorCheck] {
    (layout.map(ofBundle) ?? []) + [coordinator]
  }

  private func ofBundle(_ layout: BundleLayout) -> [DoctorCheck] {
    guard FileSystem.isDirectory(layout.root) || !FileSystem.exists(layout.root) else {
      return [
        .problem(
          .run, "bundle", "\(layout.root) is a file, and a bundle is a folder",
          remedy: "name the folder of a bundle, or a place where nothing is yet")
      ]
    }
    return [runState(layout), ownership(layout)]
  }

  // MARK: Clocks

  /// The clock of the coordinator: by its answer, or by the file that it wrote last.
  var clock: DoctorCheck {
    let name = "clock of the coordinator"
    guard let status, status.written > 0 else {
      return .unknown(.clocks, name, because: "no coordinator has stated its time")
    }
    if status.source == "live" {
      return ClockDifference.check(
        name, there: status.written, here: Clock.seconds, "times that it states")
    }
    var file = stat()
    guard let layout, stat(layout.status, &file) == 0 else {
      return .unknown(.clocks, name, because: "no coordinator has stated its time")
    }
    return ClockDifference.check(
      name, there: status.written, here: file.st_mtim.tv_sec,
      "times that it wrote, beside those of the files themselves,",
      otherwise: ", or the bundle was copied")
  }

  // MARK: The owner

  private func runState(_ layout: BundleLayout) -> DoctorCheck {
    let name = "run state"
    if let target = FileSystem.linkTarget(layout.inner) {
      return .problem(
        .run, name, "\(layout.inner) is a link to \(target)",
        remedy: "put that folder in the link's place, or remove the link")
    }
    guard FileSystem.exists(layout.state) else {
      return .ok(.run, name, "\(layout.root) has no run state")
    }
    guard status?.troubles.isEmpty != false else {
      return .warning(
        .run, name, status?.troubles.joined(separator: "; ") ?? "",
        remedy: "see clipmill status \(ShellWord.of(layout.root))")
    }
    return .ok(.run, name, "in \(layout.state)" + (status.map { ", \($0.state)" } ?? ""))
  }

  private func ownership(_ layout: BundleLayout) -> DoctorCheck {
    let found: OwnerRecord?
    do throws(StorageError) {
      found = try owner.get()
    } catch {
      return .problem(
        .run, "owner", error.description, remedy: "make that file readable, or export elsewhere")
    }
    guard let found, !found.isReleased else {
      return .ok(.run, "owner", "nobody works on this bundle")
    }
    let who = "pid \(found.pid) on \(found.host)"
    switch found.life {
    case .alive: return .ok(.run, "owner", "\(who) works on it")
    case .ended:
      return .warning(
        .run, "owner", "\(who) ended without releasing the bundle, which is unfinished",
        remedy: "continue with --resume, which takes over the bundle at once")
    case .unseen: return beat(of: who, layout)
    }
  }

  /// An owner whose process cannot be seen from here shows by its beat that it lives.
  private func beat(of who: String, _ layout: BundleLayout) -> DoctorCheck {
    var file = stat()
    guard stat(layout.owner, &file) == 0 else {
      return .unknown(.run, "owner", because: "\(layout.owner) cannot be looked at")
    }
    let age = Clock.seconds - file.st_mtim.tv_sec
    guard age > Self.longestPause else {
      return .ok(.run, "owner", "\(who) works on it, as its beat shows")
    }
    return .warning(
      .run, "owner", "\(who) has written nothing for \(age.grouped) s",
      remedy:
        "if it is gone, continue with --resume --take-over; without that flag --resume waits a minute"
    )
  }

  /// Seconds of silence that a busy file system may cause.
  private static let longestPause = 60

  // MARK: The coordinator

  private var coordinator: DoctorCheck {
    let name = "coordinator"
    guard MachineLimits.allowSockets else {
      return .unknown(.run, name, because: "too few files may be open to ask it")
    }
    if let silence, endpoint != nil {
      return .problem(
        .run, name, silence.description, remedy: Self.reachable)
    }
    guard let status else {
      return .unknown(.run, name, because: silence?.description ?? "no bundle and no --connect")
    }
    if status.source == "live" {
      return .ok(.run, name, "answers as pid \(status.pid) on \(status.host), \(status.state)")
    }
    if keys == nil, case .success(let record?) = owner, record.asksForKeys {
      return .unknown(
        .run, name, because: "it answers only clients that have a key (give --key and --server-key)"
      )
    }
    guard let words = status.unanswered else {
      return .unknown(.run, name, because: "no coordinator listens for this bundle")
    }
    return .problem(.run, name, words, remedy: Self.reachable)
  }

  private static let reachable =
    "start it, or resume; open its port between the hosts; give --key and --server-key of a reader"
}

extension OwnerRecord {
  /// True if it listens where other hosts can reach it, which needs keys.
  fileprivate var asksForKeys: Bool {
    guard let endpoint, let address = try? Endpoint(parsing: endpoint) else { return false }
    return !address.mayBindWithoutKeys
  }
}
