import Glibc

/// Paths as text, and the files at them.
enum AudioPath {
  /// The file at a path, with symlinks followed.
  enum Finding: Equatable {
    case regularFile
    /// Nothing, or nothing that is a regular file.
    case nothing
    /// A directory on the way may not be searched.
    case denied
    case failed(errno: Int32, words: String)
  }

  /// An absolute path without `.`, `..`, doubled and trailing slashes; only the text is looked at.
  static func normalised(_ path: String) -> String {
    var parts: [Substring.UTF8View] = []
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.map { String(Substring($0)) }.joined(separator: "/")
  }

  static func absolute(_ path: String, in directory: String) -> String {
    normalised(path.utf8.first == UInt8(ascii: "/") ? path : directory + "/" + path)
  }

  /// True if a normalised path is a normalised root or lies in it.
  static func contains(_ root: String, _ path: String) -> Bool {
    if root.utf8.count == 1 { return true }
    let rest = path.utf8.dropFirst(root.utf8.count)
    return path.utf8.starts(with: root.utf8) && (rest.isEmpty || rest.first == UInt8(ascii: "/"))
  }

  static func look(at path: String) -> Finding {
    var status = stat()
    while stat(path, &status) != 0 {
      switch errno {
      case EINTR: continue
      // The name leads nowhere; some file systems return EINVAL and EILSEQ for a name that they cannot hold.
      case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EINVAL, EILSEQ: return .nothing
      case EACCES, EPERM: return .denied
      case let code: return .failed(errno: code, words: String(cString: strerror(code)))
      }
    }
    return status.st_mode & S_IFMT == S_IFREG ? .regularFile : .nothing
  }
}
