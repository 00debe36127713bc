import Glibc
import Testing

@testable import Messaging

@Suite(.serialized)
struct HostTests {
  @Test
  func `a private directory is new, this user's alone, and short enough for a socket`() throws {
    let (first, second) = (try PrivateDirectory.make(), try PrivateDirectory.make())
    defer {
      first.remove(socketsNamed: [])
      second.remove(socketsNamed: [])
    }
    #expect(first.path != second.path)
    var status = stat()
    #expect(lstat(first.path, &status) == 0)
    #expect(modeText(status.st_mode) == "0700")
    #expect(try first.endpoint(named: "coordinator.sock").isLocalSocket)
  }

  @Test
  func `a parent that is missing or too long is skipped, and named when none is left`() throws {
    let long = "/tmp/" + String(repeating: "x", count: 100)
    let made = try PrivateDirectory.make(under: ["/nowhere", long, "relative", "/tmp"])
    made.remove(socketsNamed: [])
    #expect(made.path.hasPrefix("/tmp/clipmill-"))
    let error = #expect(throws: MessagingError.self) {
      _ = try PrivateDirectory.make(under: [long])
    }
    #expect(
      error?.description
        == "could not make a private directory: \(long): the path is not absolute or too long; "
        + "set TMPDIR to a short path we may write to")
  }

  @Test
  func `an existing directory is used when it is this user's alone`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    #expect(try PrivateDirectory(at: scratch.path).path == scratch.path)
    #expect(chmod(scratch.path, 0o750) == 0)
    let error = #expect(throws: MessagingError.self) { _ = try PrivateDirectory(at: scratch.path) }
    #expect(
      error?.description
        == "could not use directory \(scratch.path): others may enter it (mode 0750); "
        + "run: chmod 700 \(scratch.path)")
  }

  @Test
  func `a link in place of a directory is refused`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let link = scratch.file("link")
    #expect(symlink("/tmp", link) == 0)
    let error = #expect(throws: MessagingError.self) { _ = try PrivateDirectory(at: link) }
    #expect(error?.description == "could not use directory \(link): it is not a directory")
  }

  @Test
  func `an open socket file is bound only in a private directory`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    #expect(chmod(scratch.path, 0o755) == 0)
    let context = try MessagingContext()
    let endpoint = try Endpoint(parsing: "ipc://\(scratch.file("hub"))")
    let error = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: endpoint, security: .open)
    }
    #expect(error?.kind == .notPermitted)
  }

  @Test
  func `binding a socket file neither deletes another file nor steals a living socket`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let context = try MessagingContext()
    let file = try scratch.write("notes", "precious")
    let error = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: Endpoint(parsing: "ipc://\(file)"), security: .open)
    }
    #expect(error?.reason == "there is already a file that is not a socket")
    #expect(access(file, F_OK) == 0)

    let endpoint = try Endpoint(parsing: "ipc://\(scratch.file("hub"))")
    let router = try RouterSocket(context, binding: endpoint, security: .open)
    let second = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: endpoint, security: .open)
    }
    #expect(second?.kind == .system(EADDRINUSE))
    #expect(second?.reason == "Address already in use")
    #expect(try router.receive() == nil)
  }

  @Test
  func `port 0 is any free one, and a port in use is told with what to do`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(
      context, binding: try Endpoint(parsing: "tcp://127.0.0.1:0"), security: .open)
    #expect(router.endpoint.isConnectable && router.endpoint.isLoopback)
    let taken = router.endpoint
    let error = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: taken, security: .open)
    }
    #expect(
      error?.description == "could not bind \(taken): Address already in use"
        + " (choose another port, or * for any free one)")
  }

  @Test
  func `a socket file left behind by a dead coordinator is bound again`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let path = scratch.file("hub")
    try leaveSocketBehind(path)
    let context = try MessagingContext()
    let endpoint = try Endpoint(parsing: "ipc://\(path)")
    let router = try RouterSocket(context, binding: endpoint, security: .open)
    #expect(router.endpoint == endpoint)
  }

  @Test
  func `too few open files for the workers are reported with the number needed`() throws {
    #expect(try DescriptorLimit.ensure(peers: 10) >= 266)
    var limits = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #expect(getrlimit(kind, &limits) == 0)
    let peers = 4_000_000_000
    let error = #expect(throws: MessagingError.self) { try DescriptorLimit.ensure(peers: peers) }
    #expect(error?.kind == .limit)
    #expect(
      error?.description
        == "could not serve \(peers) workers: only \(limits.rlim_max) open files are allowed and "
        + "\(peers + 256) are needed; raise the hard limit (ulimit -Hn, LimitNOFILE=) or allow "
        + "fewer workers")
  }

  private func leaveSocketBehind(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
  }
}
