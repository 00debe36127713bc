import Cluster
import Dataset
import Export
import Files
import Glibc

/// The file of `--log-file`: plain lines, each written at once.
final class RunLog {
  private let descriptor: Int32
  private let path: String
  private var hasFailed = false

  /// Opens the file, emptied, in a folder that is there; without a path nothing is logged.
  init(_ path: String?) throws(RunFailure) {
    guard let path = path.map(FileSystem.absolute) else {
      descriptor = -1
      self.path = ""
      return
    }
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw RunFailure(
        .cannotMake, "could not open the log \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a line, or a text of several, with the time before it.
  ///
  /// Where that fails the work goes on, and standard error says so once.
  func line(_ text: String) {
    guard descriptor >= 0, !hasFailed,
      let code = Output.write("\(Clock.utc) \(text)\n", to: descriptor)
    else { return }
    hasFailed = true
    Output.error(
      "note: the log \(path.visible) ends here: \(String(cString: strerror(code)))")
  }

  /// Writes a document of a run that is done: what is in the way says so.
  ///
  /// A link stays and leads to it; a device or pipe is written to, never replaced.
  static func write(_ document: [UInt8], to path: String) throws(RunFailure) {
    do throws(StorageError) {
      let path = FileSystem.resolved(FileSystem.absolute(path))
      if FileSystem.exists(path), FileSystem.size(path) == nil {
        let file = try Descriptor(opening: path, O_WRONLY | O_NONBLOCK)
        _ = fcntl(file.number, F_SETFL, 0)
        try file.write(document)
      } else {
        try FileSystem.replace(path, with: document)
      }
    } catch {
      throw RunFailure(.output, error.description)
    }
  }
}
