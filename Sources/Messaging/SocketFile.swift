private import Glibc

/// The file of a local socket, before it is bound.
///
/// libzmq removes whatever is at the path, even another file or the socket of a living coordinator.
enum SocketFile {
  /// Throws unless the path is free, or has a socket without a listener.
  static func checkIsFree(_ path: String) throws(MessagingError) {
    var status = stat()
    switch uninterrupted({ lstat(path, &status) }) {
    case .failed(ENOENT): return
    case .failed(let number): throw MessagingError(number: number, "bind", "ipc://\(path)")
    case .value: break
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw MessagingError(
        .endpoint, "bind", "ipc://\(path)", "there is already a file that is not a socket")
    }
    if try hasListener(path) {
      throw MessagingError(number: EADDRINUSE, "bind", "ipc://\(path)")
    }
  }

  private static func hasListener(_ path: String) throws(MessagingError) -> Bool {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = try require("open", "a socket") { socket(AF_UNIX, kind, 0) }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let outcome = uninterrupted {
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
    // EAGAIN: a process listens and has a full queue.
    return outcome != .failed(ECONNREFUSED) && outcome != .failed(ENOENT)
  }
}
