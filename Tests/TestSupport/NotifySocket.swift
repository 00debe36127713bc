import Glibc

/// A service manager's socket, and what processes have said to it.
package final class NotifySocket {
  private let socket: Int32
  /// For `NOTIFY_SOCKET`.
  package let name: String
  private let scratch: Scratch

  /// Opens one with a file, or without one.
  package init(isAbstract: Bool = false) throws {
    scratch = try Scratch()
    let path = scratch.file("notify")
    name = isAbstract ? "@" + path.dropFirst() : path
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    if isAbstract { address.sun_path.0 = 0 }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
    }
    guard code == 0 else { throw SupportError("no socket: \(String(cString: strerror(errno)))") }
  }

  deinit { close(socket) }

  /// The messages that have come since the last call.
  package func messages() -> [String] {
    var messages: [String] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count < 0 { return messages }
      messages.append(String(decoding: bytes.prefix(count), as: UTF8.self))
    }
  }
}
