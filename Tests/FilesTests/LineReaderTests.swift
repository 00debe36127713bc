import Files
import TestSupport
import Testing

@Suite
struct LineReaderTests {
  private let folder = ScratchFolder()

  private func lines(_ content: [UInt8], limit: Int) throws -> [[UInt8]] {
    var reader = try LineReader(folder.write("lines", content), limit: limit)
    var lines: [[UInt8]] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test
  func `only LF ends a line, and the last one needs none`() throws {
    #expect(
      try lines(Array("a\r\n\nb\u{2028}c".utf8), limit: 9)
        == ["a\r", "", "b\u{2028}c"].map { Array($0.utf8) })
    #expect(try lines([], limit: 9) == [])
  }

  @Test
  func `a line beyond the limit is refused before it takes more memory`() throws {
    let content = [UInt8](repeating: 0x20, count: 2_000_000)
    do {
      _ = try lines(content, limit: 300_000)
      Issue.record("a line of \(content.count) bytes was read")
    } catch let error as StorageError {
      #expect(error.kind == .damaged)
      #expect(error.reason == "it has a line of more than \(300_000) bytes")
    }
    #expect(try lines(content, limit: 3_000_000).map(\.count) == [content.count])
  }
}
