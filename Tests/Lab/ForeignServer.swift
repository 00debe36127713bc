import ArgumentParser
import Glibc

/// A server of another kind on the coordinator's port, while the coordinator is away.
struct ForeignServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foreign", abstract: "Answers every connection as a web server would.")

  @Argument(help: "Port of this host.") var port: UInt16
  @Option(help: "How many connections to answer before it ends.") var times = 1
  @Option(help: "The longest time, in seconds.") var seconds = 30

  func run() throws {
    let listener = try listen(onPort: port)
    let deadline = ContinuousClock.now + .seconds(seconds)
    var answered = 0
    while answered < times, ContinuousClock.now < deadline {
      var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 200) > 0, let visitor = accepted(listener) else { continue }
      visitor.send(Array("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".utf8))
      answered += 1
    }
    print("\(answered) answered")
  }
}
