import Glibc

/// The files that a process may open.
package enum Descriptors {
  /// Lets this process open `count` more, for good: only for a test that has a process of its own.
  package static func leave(_ count: Int32) {
    let last = (0..<4096).last { fcntl($0, F_GETFD) >= 0 } ?? 0
    // Those below that are free would be more.
    var next = open("/dev/null", O_RDONLY)
    while next >= 0, next < last { next = open("/dev/null", O_RDONLY) }
    var limits = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    limits.rlim_cur = rlim_t(next + 1 + count)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0)
  }
}
