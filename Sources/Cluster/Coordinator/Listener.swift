import Export
import Files
import Glibc
import Messaging
import RunState
import Scheduling

/// The coordinator's entry point: its socket, and the rights of its peers.
final class Listener {
  /// The rights of a message's sender.
  enum Right: Hashable {
    /// May take shards and report results, under this key's name (empty if there are no keys).
    case worker(key: String)
    /// May ask for the status, and nothing else.
    case reader
    /// Has no rights (any more).
    case none
  }

  let router: RouterSocket
  /// The address for workers, as in `coordinator.json`.
  let endpoint: String
  /// The number of workers that can be connected within the limit of open files.
  let workers: Int
  /// Nil unless the allow-list admitted no worker at the start.
  let warning: String?
  private let guardian: ZAPHandler?
  /// Handshakes refused before anyone was admitted: the listener's own, which prove that strangers are refused.
  private let refusedInTest: Int
  private var list: AllowListWatch?
  /// Holds a local socket; removed with the listener.
  private let directory: PrivateDirectory?

  /// libzmq's I/O threads when handshakes take CPU time.
  private static let ioThreads = 2
  private static let socketName = "coordinator"

  deinit { directory?.remove(socketsNamed: [Self.socketName]) }

  /// A socket file in a private directory: for the worker that export starts itself, and for status.
  static func local() throws(MessagingError) -> Listener {
    let directory = try PrivateDirectory.make()
    let router = try RouterSocket(
      try MessagingContext(), binding: try directory.endpoint(named: socketName), security: .open)
    return Listener(router, advertised: nil, directory: directory)
  }

  /// Opens at the address in the settings; with keys, proves that a stranger is refused before anyone is admitted.
  static func open(_ settings: ListenSettings) throws -> Listener {
    try settings.check()
    let endpoint = try Endpoint(parsing: settings.bind)
    let workers = try reserveDescriptors()
    guard let key = settings.key, let allowList = settings.allowList else {
      let router = try RouterSocket(
        try MessagingContext(), binding: endpoint, security: .open)
      return Listener(router, advertised: settings.advertise, workers: workers)
    }
    let context = try MessagingContext(ioThreads: ioThreads)
    let pair = try CurveKeyPair(secretKeyFile: key)
    let list = AllowListWatch(allowList)
    let admitted = try AllowList(file: allowList)
    if let peer = admitted[pair.publicKey] {
      throw RunFailure(
        .usage,
        "\(key) is the key of \(peer.role.rawValue) \(peer.name), and --key takes the coordinator's own "
          + "(coordinator.key of clipmill keygen)")
    }
    let guardian = try ZAPHandler(context, admitted)
    let router = try RouterSocket(context, binding: endpoint, security: .curve(pair, guardian))
    try AccessSelfTest.run(
      context, endpoint: try reachable(router.endpoint, from: nil), server: pair.publicKey)
    return Listener(
      router, advertised: settings.advertise, workers: workers, guardian: guardian,
      refusedInTest: guardian.refusedCount, list: list,
      warning: admitted.count(of: .worker) > 0
        ? nil
        : "\(allowList) admits no worker: nothing is rendered until it does (clipmill keygen adds them)"
    )
  }

  private init(
    _ router: consuming RouterSocket, advertised: String?, workers: Int = Limits().workers,
    guardian: ZAPHandler? = nil, refusedInTest: Int = 0, list: AllowListWatch? = nil,
    directory: PrivateDirectory? = nil, warning: String? = nil
  ) {
    let bound = router.endpoint
    endpoint =
      advertised
      ?? (try? Self.reachable(bound, from: Host.name))?.description ?? bound.description
    self.router = router
    self.workers = workers
    self.guardian = guardian
    self.refusedInTest = refusedInTest
    self.list = list
    self.warning = warning
    self.directory = directory
  }

  /// An address to connect to: a listener on all interfaces is known by its host, or here as loopback.
  private static func reachable(
    _ bound: Endpoint, from host: String?
  ) throws(MessagingError) -> Endpoint {
    let all = "tcp://0.0.0.0:"
    guard bound.description.hasPrefix(all) else { return bound }
    return try Endpoint(
      parsing: "tcp://\(host ?? "127.0.0.1"):\(bound.description.dropFirst(all.count))")
  }

  /// The number of workers that the hard limit of open files allows; a quarter of the limit is kept for peers that
  /// are not admitted yet, or never.
  private static func reserveDescriptors() throws(MessagingError) -> Int {
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    let most = Int(clamping: limits.rlim_max) - DescriptorLimit.reserve
    let peers = max(min(most, Limits().workers + Limits().workers / 4), 16)
    try DescriptorLimit.ensure(peers: peers)
    return peers - peers / 4
  }

  // MARK: Rights

  /// The present rights of this message's sender.
  func right(of message: PeerMessage) -> Right {
    guard let guardian else { return .worker(key: "") }
    switch guardian.admits(userID: message.userID)?.role {
    case .worker: return .worker(key: message.userID ?? "")
    case .reader: return .reader
    case nil: return .none
    }
  }

  /// True if a key's name is (still) that of a worker.
  func isWorker(key: String) -> Bool {
    guard let guardian else { return true }
    return guardian.admits(userID: key)?.role == .worker
  }

  /// Throws if keys are no longer checked: nobody could be admitted.
  func check() throws(RunFailure) {
    if let guardian, !guardian.isAnswering {
      throw RunFailure(.bug, "the thread that checks keys has ended; nobody can come in (resume)")
    }
  }

  /// True if there is an allow-list to read again.
  var hasList: Bool { list != nil }

  /// Handshakes of others that were refused since the start.
  var refusedHandshakes: Int { (guardian?.refusedCount ?? 0) - refusedInTest }

  /// The reason why the allow-list could not be read again; the keys that were in it stay admitted.
  private(set) var listTrouble: String?

  /// Number of refused handshakes when the allow-list was last checked.
  private var refusedAtLook = 0

  /// Reads the allow-list again if its file has changed, or `always`; returns a line for the log.
  ///
  /// Also reads it if a key was refused since, as a network file system may report a change late.
  func renewList(always: Bool = false) -> String? {
    guard let guardian, var list else { return nil }
    let isDue = list.hasChanged() || always
    let refused = guardian.refusedCount
    self.list = list
    guard isDue || refused != refusedAtLook else { return nil }
    refusedAtLook = refused
    do throws(MessagingError) {
      let fresh = try AllowList(file: list.path)
      if !isDue, guardian.hasList(fresh) { return nil }
      try guardian.replace(fresh)
      listTrouble = nil
      return "allow-list \(list.path) read again: \(fresh.count) keys"
    } catch {
      let words = "the allow-list stays as it was, nobody is let in or out: \(error)"
      listTrouble = words
      return words
    }
  }
}

/// Notices that an allow-list's file was replaced or written to.
struct AllowListWatch {
  private struct Mark: Equatable {
    var inode = 0
    var size = 0
    var modified = 0
    var changed = 0
  }

  let path: String
  private var mark: Mark

  init(_ path: String) {
    self.path = path
    mark = Self.mark(of: path)
  }

  mutating func hasChanged() -> Bool {
    let now = Self.mark(of: path)
    defer { mark = now }
    return now != mark
  }

  private static func mark(of path: String) -> Mark {
    var status = stat()
    guard stat(path, &status) == 0 else { return Mark() }
    return Mark(
      inode: Int(status.st_ino), size: Int(status.st_size),
      modified: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec,
      changed: status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec)
  }
}
