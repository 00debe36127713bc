import Foundation

/// An example of each document, as it lies on a disk.
package enum Fixture {
  /// The bytes of a file in `Tests/Fixtures`.
  package static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
    return Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// The same line by line, without the line ends.
  package static func lines(_ name: String) throws -> [[UInt8]] {
    try bytes(name).split(separator: 0x0A).map { Array($0) }
  }
}
