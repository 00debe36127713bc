import Cluster
import Glibc
import Storage

/// The file of `--log-file`: plain lines, each written at once.
final class RunLog {
  private let descriptor: Int32

  /// Opens the file anew, making the folders above it; without a path nothing is logged.
  init(_ path: String?) throws(RunFailure) {
    guard let path = path.map(Files.absolute) else {
      descriptor = -1
      return
    }
    do throws(StorageError) {
      try Self.makeParent(of: path)
    } catch {
      throw RunFailure(.cannotMake, error.description)
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw RunFailure(
        .cannotMake, "could not open the log \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func line(_ text: String) {
    if descriptor >= 0 { Output.write(text + "\n", to: descriptor) }
  }

  /// Writes a document, making the folders above it.
  ///
  /// A link stays and leads to it; a device or pipe is written to, never replaced.
  static func write(_ document: [UInt8], to path: String) throws(RunFailure) {
    do throws(StorageError) {
      let path = Files.resolved(path)
      if Files.exists(path), Files.size(path) == nil {
        let file = try Descriptor(opening: path, O_WRONLY | O_NONBLOCK)
        _ = fcntl(file.number, F_SETFL, 0)
        try file.write(document)
      } else {
        try Files.replace(path, with: document)
      }
    } catch {
      throw RunFailure(.output, error.description)
    }
  }

  private static func makeParent(of path: String) throws(StorageError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    try Files.makeDirectories(String(path[..<slash]))
  }
}
