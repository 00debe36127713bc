import Dataset
import Files

/// The files that a command has written besides its result, for its last lines.
struct WrittenFiles {
  private var files: [(what: String, path: String)] = []

  /// Adds nothing if the path is nil, since the file was not requested.
  mutating func add(_ what: String, _ path: String?) {
    if let path { files.append((what, FileSystem.absolute(path))) }
  }

  /// A row a file, for a table of places.
  var rows: [[String]] { files.map { [$0.what, $0.path.visible] } }

  /// A line a file.
  var lines: [String] { files.map { "\($0.what) in \($0.path)".visible } }

  /// The lines under an empty one; nothing without a file.
  var text: String { files.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined() }

  /// Prints it on standard error, if standard output holds a document.
  func note(_ noise: QuietFlag) {
    for line in lines { noise.note("note: \(line)") }
  }
}
