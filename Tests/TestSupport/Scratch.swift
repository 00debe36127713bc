import Foundation
import Glibc

/// A folder of one test, removed with everything in it when the test lets go of it.
package final class Scratch: Sendable {
  /// Absolute, without symbolic links or a slash at the end.
  package let path: String

  /// Makes an empty folder for this test alone, readable by all.
  package init() throws {
    var name = Array("\(NSTemporaryDirectory())/clipmill-test-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil, let real = realpath(&name, nil) else {
      throw SupportError("could not make a folder: \(String(cString: strerror(errno)))")
    }
    defer { free(real) }
    path = String(cString: real)
    chmod(path, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in the folder, whether it exists or not.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, making the folders above it, and gives its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let place = file(name)
    let folder = URL(filePath: place).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: place))
    return place
  }

  /// Writes text as UTF-8; see `write` of bytes.
  @discardableResult
  package func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Makes an empty folder, and gives its path.
  @discardableResult
  package func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: file(name), withIntermediateDirectories: true)
    return file(name)
  }

  /// The names in the folder but `.` and `..`, sorted.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The reason why a test could not be set up.
package struct SupportError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
