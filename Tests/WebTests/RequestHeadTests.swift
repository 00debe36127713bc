import TestSupport
import Testing

@testable import Web

@Suite struct RequestHeadTests {
  private func head(_ lines: String...) throws -> RequestHead {
    let bytes = Array((lines.map { $0 + "\r\n" }.joined() + "\r\n").utf8)
    #expect(RequestHead.length(of: bytes + Array("more".utf8)) == bytes.count)
    return try RequestHead(parsing: bytes[...])
  }

  @Test func `a request is read with its path, its host and its authorization`() throws {
    let read = try head(
      "GET /status.json?at=1 HTTP/1.1", "HOST:  LocalHost:80 ", "authorization:\tBearer a b",
      "Content-Length: 0", "X-Two: 1", "X-Two: 2")
    #expect(read.path == "/status.json")
    #expect(read.host == "localhost:80")
    #expect(read.authorization == "Bearer a b")
    #expect(!read.isHead)
    #expect(try head("HEAD / HTTP/1.0").isHead)
  }

  @Test(
    arguments: [
      "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", "GET / HTTP/2\r\nHost: a",
      "GET  / HTTP/1.1\r\nHost: a", "GET / HTTP/1.1 \r\nHost: a", " GET / HTTP/1.1\r\nHost: a",
      "GET http://a/ HTTP/1.1\r\nHost: a", "GET * HTTP/1.1\r\nHost: a",
      "GET /#a HTTP/1.1\r\nHost: a",
      "GET / HTTP/1.1\nHost: a", "GET / HTTP/1.1\r\nHost : a", "GET / HTTP/1.1\r\nHost: a\r\n b",
      "GET / HTTP/1.1\r\nHost: \u{0}", "GET / HTTP/1.1\r\nHost: é", "GET / HTTP/1.1\r\nHost: a\rb",
      "GET / HTTP/1.1\r\n: a\r\nHost: a", "G(T / HTTP/1.1\r\nHost: a", "", "GET", "/",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0",
    ])
  func `what is not exactly a request is malformed`(text: String) {
    let refusal = #expect(throws: RequestHead.Refusal.self) { try head(text) }
    #expect(refusal == RequestHead.malformed)
  }

  @Test(
    arguments: [
      ("POST / HTTP/1.1\r\nHost: a", 405), ("OPTIONS / HTTP/1.1\r\nHost: a", 405),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1", 413),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -0", 413),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked", 413),
    ])
  func `other methods and bodies are refused by name`(text: String, status: Int) {
    let refusal = #expect(throws: RequestHead.Refusal.self) { try head(text) }
    #expect(refusal?.status.rawValue == status)
  }

  @Test(
    arguments: [
      ("localhost", true), ("localhost:9100", true), ("127.0.0.1:1", true), ("127.1.2.3", true),
      ("[::1]", true), ("[::1]:80", true), ("evil.example", false),
      ("127.0.0.1.evil.example", false),
      ("localhost.evil.example", false), ("localhost:", false), ("localhost:80:80", false),
      ("[::2]", false), ("[::1]x", false), ("", false), ("0.0.0.0", false),
    ])
  func `only names of loopback are its names`(host: String, isOfLoopback: Bool) throws {
    #expect(try head("GET / HTTP/1.1", "Host: \(host)").isOfLoopback == isOfLoopback)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `random changes of a request are read or refused, whatever they are`(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    let good = Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".utf8)
    for _ in 0..<500 {
      var bytes = good
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.insert(UInt8(random.below(256)), at: place)
        default: bytes.remove(at: place)
        }
      }
      guard let length = RequestHead.length(of: bytes) else { continue }
      guard let head = try? RequestHead(parsing: bytes[..<length]) else { continue }
      #expect(head.path.hasPrefix("/"))
    }
  }
}

@Suite struct AccessTokenTests {
  @Test func `a token is known as Bearer, and as the password of Basic under any name`() throws {
    let token = try #require(AccessToken("0123456789abcdef"))
    #expect(token.admits("Bearer 0123456789abcdef"))
    #expect(token.admits("bearer  0123456789abcdef"))
    // me:0123456789abcdef and :0123456789abcdef
    #expect(token.admits("Basic bWU6MDEyMzQ1Njc4OWFiY2RlZg=="))
    #expect(token.admits("Basic OjAxMjM0NTY3ODlhYmNkZWY="))
  }

  @Test(
    arguments: [
      nil, "", "Bearer", "Bearer ", "Bearer 0123456789abcdeg", "Bearer 0123456789abcde",
      "Bearer 0123456789abcdef0", "Digest 0123456789abcdef", "0123456789abcdef", "Basic !",
      "Basic MDEyMzQ1Njc4OWFiY2RlZg==",
    ])
  func `anything else is not the token`(authorization: String?) throws {
    #expect(try #require(AccessToken("0123456789abcdef")).admits(authorization) == false)
  }

  @Test(arguments: ["", "0123456789abcde", "0123456789 abcdef", "0123456789abcdefé"])
  func `a text that is short, or has a space, is not a token`(text: String) {
    #expect(AccessToken(text) == nil)
  }
}
