import Dataset
import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite
struct ContentSampleTests {
  private let folder = ScratchFolder()

  private func digest(_ bytes: [UInt8]) throws -> ContentDigest {
    try ContentSample.digest(of: folder.write("file", bytes))
  }

  /// Bytes of no pattern.
  private func bytes(_ count: Int) -> [UInt8] {
    var numbers = SeededNumbers(seed: 1)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
  }

  @Test(arguments: [1, 4095, 4096, 4097, 65_536])
  func `every byte of a small file counts, and its size`(size: Int) throws {
    let content = bytes(size)
    let digest = try digest(content)
    for place in [0, size / 2, size - 1] {
      var other = content
      other[place] ^= 1
      #expect(try self.digest(other) != digest, "\(place)")
    }
    #expect(try self.digest(content + [0]) != digest)
    #expect(try self.digest(content) == digest)
  }

  @Test
  func `for a large file its size, its ends and pieces all over it count`() throws {
    let content = bytes(1_000_000)
    let digest = try digest(content)
    for place in [0, 999_999] + (1..<15).map({ $0 * (1_000_000 - 4096) / 15 + 100 }) {
      var other = content
      other[place] ^= 1
      #expect(try self.digest(other) != digest, "\(place)")
    }
    #expect(try self.digest(Array(content.dropLast())) != digest)
  }

  @Test
  func `a file's time, name and links do not count, and a pipe has no sample`() throws {
    let path = folder.write("file", bytes(100_000))
    let digest = try ContentSample.digest(of: path)
    try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: path)
    symlink(path, folder.path("link"))
    #expect(try ContentSample.digest(of: folder.path("link")) == digest)
    mkfifo(folder.path("pipe"), 0o600)
    #expect(throws: StorageError.self) { try ContentSample.digest(of: folder.path("pipe")) }
  }
}
