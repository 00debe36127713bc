import Glibc
import Testing

@testable import Cluster
@testable import Export

@Suite struct LineBufferTests {
  private func pipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private func send(_ text: String, _ descriptor: Int32) {
    let bytes = Array(text.utf8)
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  @Test func `lines come out whole, however their bytes arrive`() {
    let (reading, writing) = pipe()
    defer { close(reading) }
    var buffer = LineBuffer()
    send("on", writing)
    #expect(buffer.availableLines(readingFrom: reading).isEmpty)
    send("e\ntwo\nth", writing)
    #expect(buffer.availableLines(readingFrom: reading) == ["one", "two"].map { Array($0.utf8) })
    #expect(!buffer.isAtEnd)
    send("ree\n\n", writing)
    close(writing)
    #expect(buffer.availableLines(readingFrom: reading) == ["three", ""].map { Array($0.utf8) })
    #expect(buffer.isAtEnd)
  }

  @Test func `a last line without its end is not a line`() {
    let (reading, writing) = pipe()
    defer { close(reading) }
    send("whole\nhalf", writing)
    close(writing)
    var buffer = LineBuffer()
    #expect(buffer.nextLine(readingFrom: reading) == Array("whole".utf8))
    #expect(buffer.nextLine(readingFrom: reading) == nil)
  }
}
