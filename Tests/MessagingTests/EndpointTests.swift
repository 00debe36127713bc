import Testing

@testable import Messaging

struct EndpointTests {
  @Test(arguments: [
    "ipc:///run/clipmill/hub", "tcp://127.0.0.1:5555", "tcp://127.0.0.1:*",
    "tcp://0.0.0.0:65535", "tcp://node-7.cluster_a:1",
  ])
  func `an endpoint reads back as it was written`(text: String) throws {
    #expect(try Endpoint(parsing: text).description == text)
  }

  @Test(arguments: [
    ("http://127.0.0.1:80", "it must start with ipc:// or tcp://"),
    ("ipc://run/hub", "the path must be absolute: ipc:///run/..."),
    ("ipc://*", "the path must be absolute: ipc:///run/..."),
    ("ipc://@hidden", "the path must be absolute: ipc:///run/..."),
    ("ipc:///run/hub/", "the path is not a file name"),
    ("ipc:///run/h\u{0}b", "the path is not a file name"),
    ("tcp://127.0.0.1", "it must read tcp://HOST:PORT"),
    ("tcp://a;b:5", "\"a;b\" is not a host name or IPv4 address"),
    ("tcp://:5", "\"\" is not a host name or IPv4 address"),
    ("tcp://*:5", "write 0.0.0.0 to listen on all interfaces"),
    ("tcp://[::1]:5", "IPv6 is not used; write a host name or an IPv4 address"),
    ("tcp://127.0.0.1:00", "the port must be 1 to 65535, or * for any free one"),
    ("tcp://127.0.0.1:65536", "the port must be 1 to 65535, or * for any free one"),
    ("tcp://127.0.0.1:+80", "the port must be 1 to 65535, or * for any free one"),
    ("tcp://127.0.0.1:", "the port must be 1 to 65535, or * for any free one"),
  ])
  func `a wrong endpoint is refused with its reason`(text: String, reason: String) {
    let error = #expect(throws: MessagingError.self) { try Endpoint(parsing: text) }
    #expect(error?.kind == .endpoint)
    #expect(error?.description == "could not use endpoint \(text): \(reason)")
  }

  @Test
  func `a socket's path holds 107 bytes and not one more`() throws {
    let fits = "ipc:///" + String(repeating: "a", count: 106)
    #expect(try Endpoint(parsing: fits).path?.utf8.count == 107)
    let error = #expect(throws: MessagingError.self) { try Endpoint(parsing: fits + "a") }
    #expect(
      error?.reason
        == "the path has 108 bytes, a socket's path at most 107; "
        + "choose a shorter directory, for example with TMPDIR=/tmp")
  }

  @Test(arguments: [
    ("ipc:///tmp/x", true), ("tcp://127.0.0.1:5", true), ("tcp://127.9.9.9:5", true),
    ("tcp://localhost:5", true), ("tcp://0.0.0.0:5", false), ("tcp://10.0.0.1:5", false),
    ("tcp://127.example.org:5", false), ("tcp://127.1:5", false), ("tcp://lo:5", false),
  ])
  func `only a local socket or a loopback address may go without keys`(
    text: String, isAllowed: Bool
  ) throws {
    #expect(try Endpoint(parsing: text).mayBindWithoutKeys == isAllowed)
  }

  @Test
  func `an address other hosts can reach is not bound without keys`() throws {
    let context = try MessagingContext()
    let endpoint = try Endpoint(parsing: "tcp://0.0.0.0:*")
    let error = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: endpoint, security: .open)
    }
    #expect(
      error?.description
        == "could not bind tcp://0.0.0.0:*: other hosts can reach it, so it needs keys; "
        + "make them with keygen, or bind 127.0.0.1")
  }

  @Test
  func `an endpoint without a port cannot be connected to`() throws {
    let context = try MessagingContext()
    let error = #expect(throws: MessagingError.self) {
      _ = try DealerSocket(context, to: loopback(), security: .open)
    }
    #expect(
      error?.description == "could not connect to tcp://127.0.0.1:*: it needs a port number")
  }
}
