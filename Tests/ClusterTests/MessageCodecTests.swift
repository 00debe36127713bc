import Dataset
import Scheduling
import TestSupport
import Testing

@testable import Cluster
@testable import Export

@Suite struct MessageCodecTests {
  private let limits = Limits()
  private let codec = MessageCodec(Limits())

  @Test func `every message is received as it was sent`() {
    for message in MessageExamples.fromWorker {
      #expect(codec.fromWorker(MessageCodec.encode(message)) == message)
    }
    for message in MessageExamples.fromCoordinator {
      #expect(codec.fromCoordinator(MessageCodec.encode(message)) == message)
    }
  }

  @Test func `data with another version, another kind, no kind or two kinds are not messages`() {
    let texts = [
      #"{"v":2,"inc":"000000000000feed","msg":{"status":true}}"#,
      #"{"v":1,"inc":"000000000000feed","msg":{"execute":"rm"}}"#,
      #"{"v":1,"inc":"000000000000feed","msg":{}}"#,
      #"{"v":1,"inc":"000000000000feed","msg":{"status":true,"hello":{}}}"#,
      #"{"v":1,"inc":"FEED","msg":{"status":true}}"#, "", "null", "[]", "\u{0}", "{",
    ]
    for text in texts {
      #expect(codec.fromWorker(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func `a message with a report's path outside the reports is not valid`() {
    for path in ["/etc/passwd", "../../x", "a/../../b", "./a", "a//b", "a\n", "", "a/.."] {
      var message = MessageExamples.fromWorker[2]
      guard case .done(var done) = message.message else { continue }
      done.report.path = path
      message.message = .done(done)
      #expect(
        codec.fromWorker(MessageCodec.encode(message)) == nil, "\(path)")
    }
  }

  @Test func `endless nesting and size are refused, not followed`() {
    let deep = Array(repeating: UInt8(ascii: "["), count: 60_000)
    #expect(codec.fromWorker(deep) == nil)
    let objects = Array(String(repeating: #"{"msg":"#, count: 9_000).utf8)
    #expect(codec.fromWorker(objects) == nil)
    let long = Array(repeating: UInt8(ascii: " "), count: limits.messageBytes + 1)
    #expect(codec.fromWorker(long) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged messages are dropped or valid, whatever the damage`(seed: UInt64) {
    var generator = SeededNumbers(seed: seed)
    let examples = MessageExamples.fromWorker
    for _ in 0..<500 {
      var bytes = MessageCodec.encode(
        examples[Int.random(in: 0..<examples.count, using: &generator)])
      damage(&bytes, using: &generator)
      if let message = codec.fromWorker(bytes) {
        #expect(throws: Never.self) { try message.validate(limits) }
        if case .done(let done) = message.message {
          #expect(!done.report.path.split(separator: "/").contains(".."))
        }
      }
      _ = codec.fromCoordinator(bytes)
    }
  }

  private func damage(_ bytes: inout [UInt8], using generator: inout SeededNumbers) {
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeLast(bytes.count - place)
      case 3: bytes.insert(contentsOf: Array("-9223372036854775809e308".utf8), at: place)
      case 4: bytes.insert(contentsOf: Array(#""\ud800\u0000../"#.utf8), at: place)
      default: bytes.insert(contentsOf: bytes[place...].prefix(64), at: place)
      }
      if bytes.isEmpty { bytes = [0x7B] }
    }
  }
}
