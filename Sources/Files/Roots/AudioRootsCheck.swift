import Glibc

/// The fault of a root that was named on the command line.
package struct AudioRootProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// `unreachable` may pass by itself; the others need a person to act.
  package enum Kind: Hashable, Sendable {
    case missing
    case notADirectory
    /// Empty, like a mount point whose file system is missing.
    case empty
    case notPermitted
    /// The system's message: a fault of the node or its file system.
    case unreachable(errno: Int32, words: String)
  }

  /// The flag as given.
  package let flag: String
  /// Absolute.
  package let path: String
  package let kind: Kind

  package var description: String {
    // A flag that ends in the whole path need not repeat it.
    let isSaid = flag.hasSuffix(path)
    let it = isSaid ? "it" : path
    switch kind {
    case .missing: return "\(flag): there is no \(isSaid ? "such directory" : "directory \(path)")"
    case .notADirectory: return "\(flag): \(it) is not a directory"
    case .empty: return "\(flag): \(it) is empty; is its file system mounted?"
    case .notPermitted: return "\(flag): not permitted to read \(it)"
    case .unreachable(_, let words): return "\(flag): could not read \(it): \(words)"
    }
  }
}

extension AudioRoots {
  /// The problems of the roots that flags name, in root order: each must exist and not be empty.
  package var problems: [AudioRootProblem] {
    roots.compactMap { root in
      guard let flag = root.flag, let kind = Self.problem(at: root.path) else { return nil }
      return AudioRootProblem(flag: flag, path: root.path, kind: kind)
    }
  }

  /// The reason why a directory cannot be a root; nil if it can.
  ///
  /// It must be open to listing and to searching. A directory with only the `lost+found` of a new file system is
  /// empty.
  package static func problem(at path: String) -> AudioRootProblem.Kind? {
    guard !path.utf8.contains(0) else { return .missing }
    var directory = opendir(path)
    while directory == nil, errno == EINTR { directory = opendir(path) }
    guard let directory else { return kind(of: errno) }
    defer { closedir(directory) }
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        return errno == 0 ? .empty : kind(of: errno)
      }
      if isNothing(entry) { continue }
      // Its names can be listed; reading their files needs another right.
      return access(path, X_OK) == 0 ? nil : kind(of: errno)
    }
  }

  private static func isNothing(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
    withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      let name = bytes.prefix { $0 != 0 }
      return [".", "..", "lost+found"].contains { name.elementsEqual($0.utf8) }
    }
  }

  private static func kind(of code: Int32) -> AudioRootProblem.Kind {
    switch code {
    case ENOENT, ELOOP, ENAMETOOLONG: .missing
    case ENOTDIR: .notADirectory
    case EACCES, EPERM: .notPermitted
    default: .unreachable(errno: code, words: String(cString: strerror(code)))
    }
  }
}
