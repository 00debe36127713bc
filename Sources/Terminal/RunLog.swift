import Dataset
import Files
import Glibc
package import RunState

/// The file of `--log-file`: plain lines, each written at once.
package final class RunLog {
  private let descriptor: Int32
  private let path: String
  private var hasFailed = false

  /// Opens the file, emptied, in an existing folder; without a path nothing is logged.
  package init(_ path: String?) throws(RunFailure) {
    guard let path = path.map(FileSystem.absolute) else {
      descriptor = -1
      self.path = ""
      return
    }
    self.path = path
    // Opening does not wait for a pipe that nobody reads.
    descriptor = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw RunFailure(
        .cannotMake, "could not open the log \(path): \(String(cString: strerror(errno)))")
    }
    _ = fcntl(descriptor, F_SETFL, 0)
    // A device or a pipe cannot be emptied.
    _ = ftruncate(descriptor, 0)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a line with the time before it.
  ///
  /// If that fails, the work continues, and standard error says so once.
  package func line(_ text: String) { write(text.visible) }

  /// Adds a text of several lines, with the time before the first.
  package func lines(_ text: String) { write(text.visibleLines) }

  private func write(_ text: String) {
    guard descriptor >= 0, !hasFailed,
      let code = Output.write("\(Clock.utc) \(text)\n", to: descriptor)
    else { return }
    hasFailed = true
    Output.error(
      "note: the log \(path.visible) ends here: \(String(cString: strerror(code)))")
  }
}
