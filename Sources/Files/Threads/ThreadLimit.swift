import CLinux

/// The number of threads and processes that a user, or a container, may have.
package enum ThreadLimit {
  /// Ensures that this many more threads, or processes, may be started: it starts as many and ends them again.
  ///
  /// Limits belong to the user (RLIMIT_NPROC) and to each control group on the way (pids.max), and other processes
  /// count towards them: only trying shows.
  package static func ensure(_ needed: Int) throws(ThreadShortage) {
    let started = Int(clinux_startable_threads(Int32(clamping: needed)))
    if started < needed { throw ThreadShortage(started: started, needed: needed) }
  }
}
