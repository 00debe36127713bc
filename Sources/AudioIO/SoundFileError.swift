import Glibc

/// The reason why a sound file, or a part of it, could not be read.
///
/// The two kinds are treated differently: the first gives the work back, to be tried elsewhere or later; the second
/// is a property of the file and skips the event.
package enum SoundFileError: Error, Equatable, Sendable {
  /// A fault of the node: the file is gone, something else has its name, or its storage, descriptors or memory
  /// failed.
  ///
  /// Also thrown in the middle of decoding. `errno` is for the log; `words` are the system's and the same on every
  /// host.
  case unreachable(errno: Int32, words: String)

  /// The file's own fault: not audio, unsupported, damaged, not permitted.
  ///
  /// The words are the library's, without path and number, and are fit for `skipped.jsonl`.
  case unreadable(words: String)

  /// Classifies a system error: only a refusal belongs to the file.
  static func system(_ code: Int32) -> SoundFileError {
    let words = String(cString: strerror(code))
    return code == EACCES || code == EPERM
      ? .unreadable(words: words) : .unreachable(errno: code, words: words)
  }
}

extension SoundFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(_, let words): "unreachable: \(words)"
    case .unreadable(let words): "unreadable: \(words)"
    }
  }
}
