import Dataset
import Files
import Glibc
import RunState

/// A worker's log: its standard error, kept short if that is its own file.
///
/// The renderers write to it too; all of them append, so cutting it moves no write position.
struct WorkerLog {
  /// Absolute path of the file; empty if the log goes to a terminal or a pipe.
  let path: String
  private let name: String
  private let isOurs: Bool

  /// The size in bytes at which the older part is dropped, and the bytes that are kept.
  private static let limit = 4 << 20
  private static let kept = 1 << 20

  /// Logs to standard error.
  ///
  /// With a path, standard error goes to that file from now on; the file belongs to a bundle if an export has started
  /// the worker (`isOfExport`).
  init(_ path: String?, name: String, isOfExport: Bool) throws(StorageError) {
    self.name = name
    isOurs = path != nil
    guard let path = path.map(FileSystem.absolute) else {
      self.path = Self.fileOfStandardError
      return
    }
    try FileSystem.makeDirectories(FileSystem.folder(of: path))
    let file = try Self.open(path, isOfExport: isOfExport)
    guard dup2(file.number, 2) == 2 else { throw StorageError("log to", path, code: errno) }
    self.path = path
  }

  private static func open(_ path: String, isOfExport: Bool) throws(StorageError) -> Descriptor {
    if isOfExport { return try Descriptor(loggingTo: path) }
    // Opening does not wait for a pipe that nobody reads.
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK)
    _ = fcntl(file.number, F_SETFL, O_APPEND)
    return file
  }

  func line(_ words: String) {
    let bytes = Array("\(Clock.utc) worker \(name): \(words.visible)\n".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  /// Keeps the end of a log that has grown too long, whichever process wrote it.
  func shorten() {
    var status = stat()
    guard isOurs, fstat(2, &status) == 0, status.st_size > Self.limit,
      let end = try? FileSystem.read(
        path, from: Int(status.st_size) - Self.kept, byteCount: Self.kept),
      ftruncate(2, 0) == 0
    else { return }
    let whole = end.drop { $0 != 0x0A }.dropFirst()
    _ = whole.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  private static var fileOfStandardError: String {
    var status = stat()
    guard fstat(2, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "" }
    var text = [CChar](repeating: 0, count: 4096)
    guard readlink("/proc/self/fd/2", &text, text.count - 1) > 0 else { return "" }
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }
}
