import ArgumentParser
import Files
import Glibc
import Scheduling
import Synchronization

/// A flood of requests that a run's page must not answer with its figures.
struct MalformedRequests: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Sends malformed requests until SIGTERM; prints their answers by status.")

  @Argument(help: "A file with the token of the page.") var token: String
  @Argument(help: "Where the page is: 127.0.0.1:PORT.") var address: String
  @Option(help: "How many at a time.") var connections = 32
  @Option var seed: UInt64 = 1

  func run() throws {
    guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw ValidationError("\(address) has no port")
    }
    let token = String(decoding: try FileSystem.read(token), as: UTF8.self)
    let requests = RequestKinds(address: address, token: token.filter { !$0.isWhitespace })
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &mask, nil)
    let answers = Answers()
    for number in 0..<connections {
      let seed = seed &+ UInt64(number) << 32
      try WorkThread.startDetached {
        var generator = SeededGenerator(seed: seed)
        while true { answers.add(Self.status(of: requests.any(&generator), port)) }
      }
    }
    var signal: Int32 = 0
    sigwait(&mask, &signal)
    say(answers.json)
  }

  /// The three digits of the answer, or "cut off".
  private static func status(of request: [UInt8], _ port: UInt16) -> String {
    guard let connection = PlainConnection(toPort: port) else {
      // Nobody listens any more.
      usleep(100_000)
      return "cut off"
    }
    connection.send(request)
    let answer = connection.answer()
    return answer.count < 12 ? "cut off" : String(decoding: answer[9..<12], as: UTF8.self)
  }
}

/// Requests of ten kinds, none of which may be answered with 200.
private struct RequestKinds: Sendable {
  let address: String
  let token: String

  func any(_ generator: inout SeededGenerator) -> [UInt8] {
    let fields = "Host: \(address)\r\nAuthorization: Bearer \(token)\r\n"
    let texts = [
      "\r\n\r\n",
      "GET /metrics HTTP/1.1\nHost: a\n\n\r\n\r\n",
      "GET /status.json HTTP/1.1\r\n\(fields)Host: b\r\n\r\n",
      "POST / HTTP/1.1\r\n\(fields)Content-Length: 5\r\n\r\nhello",
      "GET / HTTP/1.1\r\n\(fields)Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\n\(fields)X: \(String(repeating: "x", count: 9000))",
      "GET / HTTP/9.9\r\n\(fields)\r\n",
      "GET /\(String(repeating: "../", count: 20))etc/passwd HTTP/1.1\r\n\(fields)\r\n",
      "GET / HTTP/1.1\r\nHost: \(address)\r\nAuthorization: Bearer \(token.dropLast())!\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer \(token)\r\n\r\n",
    ]
    let kind = generator.below(texts.count + 1)
    if kind < texts.count { return Array(texts[kind].utf8) }
    let noise = (0...generator.below(400)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    return noise + Array("\r\n\r\n".utf8)
  }
}

/// Answers by status, counted by many threads.
private final class Answers: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func add(_ status: String) { counts.withLock { $0[status, default: 0] += 1 } }

  /// One object, in the order of the names.
  var json: String {
    let sorted = counts.withLock { $0.sorted { $0.key < $1.key } }
    return "{" + sorted.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }
}

extension PlainConnection {
  /// All that the other side says until it hangs up, at most for 20 seconds.
  fileprivate func answer() -> [UInt8] {
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return answer }
      answer += buffer[..<count]
    }
  }
}
