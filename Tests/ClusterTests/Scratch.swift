import Glibc
import Storage

/// A folder of one test, removed with everything in it when the test lets go of it.
final class Scratch {
  let path: String

  init() throws {
    path = "/tmp/clipmill-test-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    try Files.makeDirectories(path)
  }

  deinit { try? Files.removeTree(path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Files.replace(file(name), with: Array(text.utf8))
    return file(name)
  }

  func text(_ name: String) -> String {
    String(decoding: (try? Files.read(file(name))) ?? [], as: UTF8.self)
  }
}
