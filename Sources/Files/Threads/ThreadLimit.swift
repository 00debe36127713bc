import CLinux

/// How many threads and processes a user, or a container, may have.
package enum ThreadLimit {
  /// Makes sure that so many more threads, or processes, may be started: as many are, and end again.
  ///
  /// Limits are of the user (RLIMIT_NPROC) and of each control group on the way (pids.max), and others
  /// count towards them: only trying tells.
  package static func ensure(_ needed: Int) throws(ThreadShortage) {
    let started = Int(clinux_startable_threads(Int32(clamping: needed)))
    if started < needed { throw ThreadShortage(started: started, needed: needed) }
  }
}
