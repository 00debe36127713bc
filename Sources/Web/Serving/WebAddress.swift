import Files
import Glibc

/// The address of a page: `127.0.0.1:8080`, `[::1]:0`, `localhost:8080`, or a port alone, which is loopback.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  /// A text that is not such an address, in words.
  package struct Malformed: Error, CustomStringConvertible {
    package let description: String
  }

  /// A numeric address of either family, without brackets.
  package let host: String
  /// 0 is any free port.
  package let port: UInt16

  private static let loopback = "127.0.0.1"

  /// Reads an address; a name other than `localhost` is refused, as it may stand for anything.
  package init(parsing text: String) throws(Malformed) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let host =
      parts.count == 1 ? Self.loopback : text.dropLast((parts.last?.count ?? 0) + 1).description
    let digits = parts.last ?? ""
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Self.malformed(text)
    }
    guard let port = UInt16(digits) else {
      throw Malformed(description: "a port of --http is 0 to \(UInt16.max), not \(digits)")
    }
    self.port = port
    if host.hasPrefix("["), host.hasSuffix("]") {
      self.host = String(host.dropFirst().dropLast())
    } else {
      self.host = host == "localhost" ? Self.loopback : host
    }
    let isBracketed = host.hasPrefix("[")
    guard Self.holds(self.host, isBracketed ? AF_INET6 : AF_INET) else {
      throw Self.malformed(text)
    }
  }

  private init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// The same host with another port.
  func with(port: UInt16) -> Self { Self(host: host, port: port) }

  private static func malformed(_ text: String) -> Malformed {
    Malformed(
      description: "--http takes ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0, not \(text)")
  }

  private static func holds(_ host: String, _ family: Int32) -> Bool {
    var bytes = in6_addr()
    return inet_pton(family, host, &bytes) == 1
  }

  /// True if it is one of IPv6.
  var isSix: Bool { host.contains(":") }

  /// True if no other host can reach it.
  package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

  /// The address for a browser: that of all interfaces is known by this host's name.
  package var shown: String {
    host == "0.0.0.0" || host == "::" ? "\(Host.name):\(port)" : description
  }

  package var description: String { "\(isSix ? "[\(host)]" : host):\(port)" }

  /// Calls `body` with the address as the system takes it.
  func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    if isSix {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return Self.cast(&address, body)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    return Self.cast(&address, body)
  }

  private static func cast<Address, Result>(
    _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    let size = socklen_t(MemoryLayout<Address>.size)
    // Safe because every socket address begins with the fields of sockaddr, and the size is stated.
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
    }
  }
}
