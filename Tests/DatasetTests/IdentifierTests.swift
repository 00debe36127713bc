import Dataset
import Foundation
import TestSupport
import Testing

@Suite
struct IdentifierTests {
  @Test
  func `a run id is 32 lower-case hexadecimal digits`() {
    let hex = "0123456789abcdef0123456789abcdef"
    #expect(RunID(hex)?.hex == hex)
    let wrong = [
      "", String(hex.dropLast()), hex + "0", hex.uppercased(), "g" + hex.dropFirst(),
      " " + hex.dropFirst(), "é" + hex.dropFirst(2), "/" + hex.dropFirst(), ":" + hex.dropFirst(),
    ]
    for text in wrong { #expect(RunID(text) == nil, "\(text)") }
  }

  @Test
  func `a drawn run id holds the generator's 128 bits, most significant first`() {
    struct Fixed: RandomNumberGenerator {
      var words: [UInt64] = [0x0123_4567_89AB_CDEF, 0x0000_0000_0000_00FF]
      mutating func next() -> UInt64 { words.removeFirst() }
    }
    var generator = Fixed()
    #expect(RunID(using: &generator).hex == "0123456789abcdef00000000000000ff")
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `a drawn run id can be read again`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let run = RunID(using: &numbers)
    #expect(RunID(run.hex) == run)
    let data = try JSONEncoder().encode([run])
    #expect(data == Data("[\"\(run.hex)\"]".utf8))
    #expect(try JSONDecoder().decode([RunID].self, from: data) == [run])
  }

  @Test
  func `a document with another run id is refused`() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([RunID].self, from: Data("[\"x\"]".utf8))
    }
  }

  @Test
  func `shards and epochs are plain numbers in documents and are ordered by them`() throws {
    #expect(try JSONEncoder().encode([ShardIndex(3)]) == Data("[3]".utf8))
    #expect(try JSONDecoder().decode([Epoch].self, from: Data("[7]".utf8)) == [Epoch(7)])
    #expect(ShardIndex(9) < ShardIndex(10))
    #expect(Epoch(9) < Epoch(10))
    #expect("\(ShardIndex(3)) of \(Epoch(2))" == "shard 3 of epoch 2")
  }

  @Test(arguments: [
    (Dataset.SourceLocation.root(0), "[0]"), (.root(7), "[7]"), (.missing, "[-1]"),
    (.outsideRoots, "[-2]"), (.denied, "[-3]"),
  ])
  func `a source's location is one integer`(location: Dataset.SourceLocation, text: String) throws {
    #expect(try JSONEncoder().encode([location]) == Data(text.utf8))
    #expect(
      try JSONDecoder().decode([Dataset.SourceLocation].self, from: Data(text.utf8)) == [location])
  }

  @Test
  func `a location that means nothing is refused`() {
    #expect(Dataset.SourceLocation(rawValue: -4) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Dataset.SourceLocation].self, from: Data("[-4]".utf8))
    }
  }
}
