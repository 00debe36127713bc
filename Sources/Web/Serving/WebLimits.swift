import Glibc

/// The limits of a page's server; times in milliseconds.
struct WebLimits: Hashable, Sendable {
  /// Connections at once; a further one takes the place of the one that waits longest.
  var connections = 128
  /// Connections accepted in a moment, and its length, so that a flood takes little of a CPU.
  var connectionsPerMoment = 16
  var moment = 10
  /// For the whole head of a request, however it trickles.
  var head = 5_000
  /// For the whole answer.
  var answer = 30_000
  /// For a client to hang up after an answer to a request that was not read to its end.
  var farewell = 1_000
  /// Bytes that are read, and thrown away, in that time.
  var farewellBytes = 1 << 18
  /// After an accept that failed, for want of descriptors.
  var breath = 100

  /// Descriptors that the run itself needs, with room to spare; it works with 32.
  private static let filesOfRun = 64
  private static let fewestConnections = 4

  /// As many connections as leave the run its descriptors; the soft limit of open files is raised for them.
  static func fitting() -> WebLimits {
    var limits = WebLimits()
    var files = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(kind, &files) == 0 else { return limits }
    let wanted = rlim_t(filesOfRun + limits.connections)
    if files.rlim_cur < wanted {
      files.rlim_cur = min(files.rlim_max, wanted)
      setrlimit(kind, &files)
    }
    let room = Int(clamping: files.rlim_cur) - filesOfRun
    limits.connections = min(limits.connections, max(room, fewestConnections))
    return limits
  }
}
