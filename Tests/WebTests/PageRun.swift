import Foundation
import Glibc
import TestSupport
import Testing

/// A real run with a page, on a free port of loopback.
final class PageRun {
  let corpus: SmallCorpus
  let bundle: String
  let process: RunningProcess
  /// Without a slash at its end.
  let address: String

  /// What the port follows in the run's own words.
  private static let words = "this run is shown at "

  /// An export with two renderers.
  ///
  /// `openFiles` limits the files that each of its processes may open.
  static func export(
    events: Int, _ flags: [String] = [], openFiles: Int? = nil
  ) throws -> PageRun {
    try PageRun(
      events: events, ["export"], flags + ["--workers", "2"],
      before: openFiles.map { ["/usr/bin/prlimit", "--nofile=\($0):\($0)"] } ?? [])
  }

  /// A coordinator without keys, which waits for workers.
  static func waiting(
    events: Int = 40, _ flags: [String] = [], environment: [String: String] = [:]
  ) throws -> PageRun {
    try PageRun(
      events: events, ["coordinator"], flags + ["--bind", "tcp://127.0.0.1:*"],
      environment: environment)
  }

  private init(
    events: Int, _ command: [String], _ flags: [String], before: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    corpus = try SmallCorpus(events: events)
    bundle = corpus.scratch.file("bundle")
    let places = [corpus.manifest, bundle]
    let usual = ["--http", "127.0.0.1:0", "--progress", "plain", "--shard-events", "10"]
    process = try RunningProcess(
      before + [Program.clipmill] + command + places + usual + flags, environment: environment)
    let process = process
    func shown() -> String? {
      let line = process.errorsSoFar.split(separator: "\n").first { $0.contains(Self.words) }
      return line?.components(separatedBy: Self.words).last
    }
    _ = try process.waits { shown() != nil }
    address = String(try #require(shown(), "\(process.errorsSoFar)").dropLast())
  }

  /// Asks, with these fields besides the host, and takes the answer apart.
  func get(_ path: String, _ fields: [String] = [], method: String = "GET") throws -> WebAnswer {
    let host = address.dropFirst("http://".count)
    let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)"] + fields
    return try ask(lines.map { $0 + "\r\n" }.joined() + "\r\n")
  }

  /// Sends these bytes, and takes the answer apart.
  func ask(_ text: String) throws -> WebAnswer {
    let connection = RawConnection(to: address)
    connection.send(Array(text.utf8))
    return try WebAnswer(connection.answer())
  }

  /// Waits until the figures on the page's address fulfil a condition; false if the run ends first.
  func waits(until condition: (ReadJSON) -> Bool) throws -> Bool {
    try process.waits { condition(try get("/status.json").json) }
  }

  /// What `clipmill status --json` prints now.
  func status() throws -> ReadJSON {
    let result = try Program.run(["status", bundle, "--json"])
    #expect(result.code == 0, "\(result.errors)")
    return try ReadJSON(Data(result.output.utf8))
  }

  /// The digest of the same export without a page.
  func quietDigest() throws -> String? {
    let other = corpus.scratch.file("quiet")
    let result = try Program.export(corpus.manifest, other)
    #expect(result.code == 0, "\(result.errors)")
    return try ReadBundle(other).digest
  }
}

/// An answer of HTTP.
struct WebAnswer {
  let status: Int
  /// By their names in lower case.
  let fields: [String: String]
  let body: String

  init(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { throw SupportError("no answer: \(text)") }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    status = Int(lines[0].split(separator: " ")[1]) ?? 0
    fields = Dictionary(
      lines.dropFirst().map { line in
        let parts = line.components(separatedBy: ": ")
        return (parts[0].lowercased(), parts.dropFirst().joined(separator: ": "))
      }, uniquingKeysWith: { $0 + "|" + $1 })
    body = String(text[end.upperBound...])
  }

  var json: ReadJSON { get throws { try ReadJSON(Data(body.utf8)) } }
}
