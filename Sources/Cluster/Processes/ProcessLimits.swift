import Glibc
package import RunState

/// The limits of a shell without which the program cannot work.
///
/// libzmq ends the process if it gets no descriptor, and the runtime if it gets no memory: both limits are checked
/// beforehand.
package enum ProcessLimits {
  /// Files: sockets, pipes and clips of the smallest run; a run with 24 passed.
  private static let files = 32
  /// Bytes of address space: threads' stacks and libraries; a run with 195 MiB passed.
  private static let addressSpace = 160 << 20

  /// Throws a `cannotMake` failure if a hard limit is too low; raises a soft one of files.
  package static func check() throws(RunFailure) {
    var limit = rlimit()
    let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    getrlimit(openFiles, &limit)
    if limit.rlim_cur < files {
      limit.rlim_cur = min(limit.rlim_max, rlim_t(files))
      setrlimit(openFiles, &limit)
    }
    guard limit.rlim_cur >= files else {
      throw RunFailure(
        .cannotMake,
        "only \(limit.rlim_cur) files may be open at once, and at least \(files) are needed"
          + " (ulimit -n \(files), or more)")
    }
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    guard limit.rlim_cur >= addressSpace else {
      throw RunFailure(
        .cannotMake,
        "only \(limit.rlim_cur >> 20) MiB of address space are allowed, and at least"
          + " \(addressSpace >> 20) MiB are needed (ulimit -v \(addressSpace >> 10), or more)")
    }
  }
}
