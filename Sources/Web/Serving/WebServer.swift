private import CLinux
import Dataset
package import Files
import Glibc
package import RunState

/// Answers requests about a run on a thread of its own, which nothing of the run waits for.
package struct WebServer: Sendable {
  /// The address with the port that it has in fact.
  package let address: WebAddress
  private let listener: Int32

  private static let backlog: Int32 = 128

  /// Listens at an address; nobody is answered before `start`.
  package init(_ wanted: WebAddress) throws(RunFailure) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let listener = socket(wanted.isSix ? AF_INET6 : AF_INET, type, 0)
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let isBound =
      listener >= 0 && wanted.withSystemAddress { bind(listener, $0, $1) } == 0
      && listen(listener, Self.backlog) == 0
    guard isBound, let port = Self.port(of: listener) else {
      let code = errno
      let reason = String(cString: strerror(code))
      let remedy =
        code == EADDRNOTAVAIL
        ? "this host has no such address: give one of its own, or \(wanted.isSix ? "[::]" : "0.0.0.0") for all"
        : "choose another port, or 0 for any free one"
      close(listener)
      throw RunFailure(
        .cannotMake,
        "could not listen at \(wanted) for --http: \(reason) (\(remedy))")
    }
    self.listener = listener
    address = wanted.with(port: port)
  }

  private static func port(of listener: Int32) -> UInt16? {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    // Safe because an address of either family fits, and has its port at the same place.
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
    }
    return code == 0 ? UInt16(bigEndian: address.sin6_port) : nil
  }

  /// Answers from now on, until the process ends.
  package func start(_ routes: Routes) throws(ThreadShortage) {
    let (listener, routes, limits) = (listener, routes, WebLimits.fitting())
    try WorkThread.startDetached {
      _ = clinux_yield_to_others()
      WebLoop(listener, routes, limits).run()
    }
  }
}

/// The connections of a server, all on one thread.
final class WebLoop {
  private let listener: Int32
  private let routes: Routes
  private let limits: WebLimits
  /// In the order in which they were accepted.
  private var connections: [WebConnection] = []
  private var nextAccept = 0

  init(_ listener: Int32, _ routes: Routes, _ limits: WebLimits) {
    self.listener = listener
    self.routes = routes
    self.limits = limits
  }

  func run() {
    while true { round() }
  }

  private func round() {
    let now = Clock.milliseconds
    let accepts = nextAccept <= now
    var items = connections.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    items.append(pollfd(fd: accepts ? listener : -1, events: Int16(POLLIN), revents: 0))
    let times = connections.map(\.deadline) + (accepts ? [] : [nextAccept])
    let wait = times.min().map { Int32(clamping: max($0 - now, 0)) } ?? -1
    guard poll(&items, nfds_t(items.count), wait) >= 0 else { return }
    let then = Clock.milliseconds
    connections = zip(connections, items).filter { connection, item in
      guard connection.deadline > then else { return false }
      return item.revents == 0 || connection.proceed(at: then, routes.answer)
    }.map(\.0)
    if items.last?.revents != 0 { accept(at: then) }
  }

  /// Takes what waits, a few at a time: a flood must not take the CPU from the run.
  private func accept(at now: Int) {
    nextAccept = now + limits.moment
    for _ in 0..<limits.connectionsPerMoment {
      let descriptor = clinux_accept(listener)
      if descriptor >= 0 {
        // The one that has asked already is answered at once, and needs no place.
        let connection = WebConnection(descriptor, at: now, limits)
        guard connection.proceed(at: now, routes.answer) else { continue }
        if connections.count >= limits.connections { makeRoom() }
        connections.append(connection)
      } else if ![EINTR, ECONNABORTED].contains(errno) {
        if errno != EAGAIN { nextAccept = now + limits.breath }
        return
      }
    }
  }

  /// Ends the connection that has kept its place the longest, first among those that have not asked yet.
  private func makeRoom() {
    connections.remove(at: connections.firstIndex(where: \.isReading) ?? 0)
  }
}
