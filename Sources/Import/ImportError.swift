/// The reason why a file could not be imported: what, where, and what to do.
package enum ImportError: Error, Hashable, CustomStringConvertible {
  /// A record that cannot be read.
  case wrongRecord(String, line: Int, String)
  /// A file from which no manifest can be made; the words say what it is and what helps.
  case wrongFile(String)
  /// A wrong field in `--field`.
  case wrongField(String)
  /// The output is the input.
  case overInput(String)
  /// The output exists.
  case exists(String)
  /// The output exists and is not a regular file, so it is never replaced.
  case noFile(String)

  package var description: String {
    switch self {
    case .wrongRecord(let path, let line, let words): "line \(line) of \(path): \(words)"
    case .wrongFile(let words), .wrongField(let words): words
    case .overInput(let path):
      "\(path) is the file that is imported (name another place for the manifest)"
    case .exists(let path): "\(path) exists: --overwrite replaces it"
    case .noFile(let path): "\(path) is not a regular file (name another place for the manifest)"
    }
  }
}
