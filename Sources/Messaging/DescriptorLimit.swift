private import Glibc

/// File descriptors: each peer takes one, and a coordinator without free ones would silently use a whole core.
package enum DescriptorLimit {
  /// Descriptors kept for files, pipes and libzmq itself.
  package static let reserve = 256

  /// Ensures that `peers` connections fit, and raises the soft limit up to the hard one.
  ///
  /// Returns the limit now in force. Throws `.limit` with the required number when it is too low.
  @discardableResult
  package static func ensure(peers: Int) throws(MessagingError) -> Int {
    precondition(peers >= 0, "a number of peers is not negative")
    let needed = rlim_t(peers + reserve)
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limits = rlimit()
    try require("read", "the limit of open files") { getrlimit(kind, &limits) }
    if limits.rlim_cur >= needed { return shown(limits.rlim_cur) }
    guard limits.rlim_max >= needed else {
      throw MessagingError(
        .limit, "serve", "\(peers) workers",
        "only \(limits.rlim_max) open files are allowed and \(needed) are needed; "
          + "raise the hard limit (ulimit -Hn, LimitNOFILE=) or allow fewer workers")
    }
    limits.rlim_cur = needed
    try require("raise", "the limit of open files to \(needed)") { setrlimit(kind, &limits) }
    return shown(needed)
  }

  /// True if no file can be opened any more.
  package static var isReached: Bool {
    let probe = fcntl(0, F_DUPFD_CLOEXEC, 0)
    if probe >= 0 { close(probe) }
    return probe < 0 && errno == EMFILE
  }

  private static func shown(_ limit: rlim_t) -> Int { Int(clamping: limit) }
}
