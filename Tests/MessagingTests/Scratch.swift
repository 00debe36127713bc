import Glibc
import Messaging
import Testing

/// A private directory of one test; `close` removes it with the files made through it.
struct Scratch {
  let path: String

  init() throws {
    path = try PrivateDirectory.make().path
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file with exactly this mode.
  func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { Glibc.close(descriptor) }
    let bytes = Array(text.utf8)
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    try #require(fchmod(descriptor, mode) == 0)
    return path
  }

  func close() {
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
  }
}
