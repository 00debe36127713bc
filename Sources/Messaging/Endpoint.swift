private import Glibc

/// An address that a coordinator binds and workers connect to: `ipc://PATH` or `tcp://HOST:PORT`.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// Bytes of the longest path a local socket can have: `sun_path` of unix(7), less its final zero.
  package static let pathBytesMaximum = 107

  private enum Address: Hashable {
    case ipc(path: String)
    /// nil: any free port.
    case tcp(host: String, port: UInt16?)
  }

  private let address: Address

  /// Reads an endpoint.
  ///
  /// Accepts `ipc:///absolute/path` of at most 107 bytes, `tcp://HOST:PORT` and, for binding, `tcp://HOST:*` or
  /// `tcp://HOST:0`.
  /// "localhost" becomes 127.0.0.1, as sockets are bound to addresses. Throws `.endpoint` with the fault and what to
  /// write instead.
  package init(parsing text: String) throws(MessagingError) {
    do {
      address = try Self.parse(text)
    } catch {
      throw MessagingError(.endpoint, "use endpoint", text, error.words)
    }
  }

  /// Reads an endpoint to connect to, which `tcp://HOST:*` is not.
  ///
  /// Throws `.endpoint` with what to write instead.
  package init(connecting text: String) throws(MessagingError) {
    try self.init(parsing: text)
    guard isConnectable else {
      throw MessagingError(
        .endpoint, "connect to", text,
        "only a coordinator can listen at any port; write the one it says it is listening at")
    }
  }

  /// The text for libzmq.
  package var description: String {
    switch address {
    case .ipc(let path): "ipc://\(path)"
    case .tcp(let host, let port): "tcp://\(host):\(port.map(String.init) ?? "*")"
    }
  }

  /// True for a socket file: reachable on this host only, by users who may enter its directory.
  package var isLocalSocket: Bool { path != nil }

  /// The file of a local socket.
  package var path: String? {
    if case .ipc(let path) = address { path } else { nil }
  }

  /// True for a numeric address that starts with 127.
  ///
  /// Names never count as loopback: they may mean anything later.
  package var isLoopback: Bool {
    if case .tcp(let host, _) = address { ipv4(host)?.first == 127 } else { false }
  }

  /// True if it may be bound without CURVE keys: only if no other host can reach it.
  package var mayBindWithoutKeys: Bool { isLocalSocket || isLoopback }

  /// True if a peer could connect to it: a port is known.
  package var isConnectable: Bool {
    if case .tcp(_, nil) = address { false } else { true }
  }

  private struct Fault: Error {
    let words: String
  }

  private static func parse(_ text: String) throws(Fault) -> Address {
    if text.hasPrefix("ipc://") {
      return .ipc(path: try checkedPath(text.dropFirst("ipc://".count)))
    }
    guard text.hasPrefix("tcp://") else {
      throw Fault(words: "it must start with ipc:// or tcp://")
    }
    let rest = text.dropFirst("tcp://".count)
    guard !rest.contains("[") else {
      throw Fault(words: "IPv6 is not used; write a host name or an IPv4 address")
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw Fault(words: "it must read tcp://HOST:PORT")
    }
    return .tcp(host: try checkedHost(parts[0]), port: try checkedPort(parts[1]))
  }

  private static func checkedPath(_ path: Substring) throws(Fault) -> String {
    guard path.hasPrefix("/") else {
      throw Fault(words: "the path must be absolute: ipc:///run/...")
    }
    guard !path.utf8.contains(where: { $0 < 32 || $0 == 127 }), !path.hasSuffix("/") else {
      throw Fault(words: "the path is not a file name")
    }
    let count = path.utf8.count
    guard count <= pathBytesMaximum else {
      throw Fault(
        words: "the path has \(count) bytes, a socket's path at most \(pathBytesMaximum); "
          + "choose a shorter directory, for example with TMPDIR=/tmp")
    }
    return String(path)
  }

  private static func checkedHost(_ host: Substring) throws(Fault) -> String {
    guard host != "*" else {
      throw Fault(words: "write 0.0.0.0 to listen on all interfaces")
    }
    let isName = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName, (1...253).contains(host.utf8.count) else {
      throw Fault(words: "\"\(host)\" is not a host name or IPv4 address")
    }
    return host == "localhost" ? "127.0.0.1" : String(host)
  }

  private static func checkedPort(_ port: Substring) throws(Fault) -> UInt16? {
    if port == "*" || port == "0" { return nil }
    guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt16(port), number > 0
    else {
      throw Fault(words: "the port must be 1 to 65535, or * for any free one")
    }
    return number
  }
}

/// The four bytes of a strictly dotted address; nil for "127.1" and names.
private func ipv4(_ host: String) -> [UInt8]? {
  var address = in_addr()
  guard inet_pton(AF_INET, host, &address) == 1 else { return nil }
  return withUnsafeBytes(of: &address.s_addr) { Array($0) }
}
