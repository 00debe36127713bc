import Dataset
import Foundation
import Testing

@testable import Storage

struct SortedLinesTests {
  /// Lines of seeded length and letters, some of them twice.
  private func lines(_ count: Int, seed: UInt64) -> [String] {
    var state = seed
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    let letters: [Character] = ["a", "b", "é", "-", "_", "9", "\t"]
    return (0..<count).map { _ in
      String((0..<next() % 12).map { _ in letters[next() % letters.count] })
    }
  }

  private func sorted(_ lines: [String], memory: Int, in folder: String) throws -> [[UInt8]] {
    var sorting = SortedLines(spillingTo: "\(folder)/lines", memory: memory)
    for line in lines { try sorting.append(line) }
    var result: [[UInt8]] = []
    try sorting.finish { line throws(StorageError) in result.append(Array(line)) }
    return result
  }

  @Test(arguments: [(0, 1 << 20), (1, 1), (500, 1 << 20), (500, 64), (5000, 1000), (300, 1)])
  func `lines come out by their bytes, as many as went in, whatever memory there is`(
    count: Int, memory: Int
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try Files.makeDirectories(folder)
    defer { try? Files.removeTree(folder) }
    let lines = lines(count, seed: UInt64(count + memory))
    let expected = lines.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(try sorted(lines, memory: memory, in: folder) == expected)
    #expect(try Files.names(in: folder).isEmpty)
  }
}
