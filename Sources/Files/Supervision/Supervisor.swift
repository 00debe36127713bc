import Glibc

/// The service manager that has started this process and waits for its word, as sd_notify(3) describes.
///
/// Without one, nothing is sent. Used on one thread.
package final class Supervisor {
  private let socket: Int32
  private var address = sockaddr_un()
  private let addressLength: socklen_t
  /// Half of the time after which the manager takes a silent process for a hung one; nil if it does not watch.
  private let lifePause: Duration?
  private var nextSign = ContinuousClock.now
  private var nextStatus = ContinuousClock.now
  private var isReady = false

  private enum Variable: String, CaseIterable {
    case socket = "NOTIFY_SOCKET"
    case watchdogLimit = "WATCHDOG_USEC"
    case watchdogProcess = "WATCHDOG_PID"
  }

  /// The names of the variables of the environment by which a manager is known.
  package static let variables = Variable.allCases.map(\.rawValue)

  /// Between two texts of what the process does.
  private static let statusPause = Duration.seconds(5)

  /// The manager that the environment names; nil if there is none.
  ///
  /// The variables are removed, so that processes that this one starts do not speak for it: call before other
  /// threads are started.
  package init?() {
    let path = Self.taken(.socket) ?? ""
    let (limit, watched) = (Self.taken(.watchdogLimit), Self.taken(.watchdogProcess))
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard let first = bytes.first, first == 0x2F || first == 0x40, bytes.count < room else {
      return nil
    }
    let isWatched = watched.map { Int32($0) == getpid() } ?? true
    lifePause = limit.flatMap { Int($0) }.flatMap {
      isWatched && $0 > 0 ? .microseconds($0 / 2) : nil
    }
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return nil }
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // An at sign stands for the null byte of a name without a file.
    if first == 0x40 { address.sun_path.0 = 0 }
    addressLength = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
  }

  deinit { close(socket) }

  private static func taken(_ variable: Variable) -> String? {
    defer { unsetenv(variable.rawValue) }
    return getenv(variable.rawValue).map { String(cString: $0) }
  }

  /// Says, once, that the process does what it was started for.
  package func ready() {
    if isReady { return }
    isReady = true
    send("READY=1", waits: true)
  }

  /// Says that the work goes on, as often as the manager wants to hear it; `words`, one line, go with it from time to
  /// time.
  package func works(_ words: @autoclosure () -> String?) {
    let now = ContinuousClock.now
    if let lifePause, nextSign <= now {
      nextSign = now + lifePause
      send("WATCHDOG=1")
    }
    guard nextStatus <= now, let words = words() else { return }
    nextStatus = now + Self.statusPause
    send("STATUS=\(words)")
  }

  /// Says that the process is about to end.
  ///
  /// One that ends well without having been ready would count as failed.
  package func stopping() {
    ready()
    send("STOPPING=1", waits: true)
  }

  /// A manager that does not listen misses the word; one that is behind is waited for, a second at most, where
  /// the word is not one of many.
  private func send(_ words: String, waits: Bool = false) {
    let bytes = Array(words.utf8)
    let flags = waits ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          socket, bytes, bytes.count, Int32(flags), $0, addressLength)
      }
    }
  }
}
