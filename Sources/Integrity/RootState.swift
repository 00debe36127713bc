package import Files
import Glibc

/// Whether a data set's root is usable, and the reason if it is not.
package enum RootState: Hashable, Sendable {
  case usable
  case unusable(AudioRootProblem.Kind, isMountPoint: Bool)

  /// Examines a directory.
  package init(of path: String) {
    guard let problem = AudioRoots.problem(at: path) else {
      self = .usable
      return
    }
    self = .unusable(problem, isMountPoint: Self.isMountPoint(path))
  }

  /// A word for documents.
  package var name: String {
    guard case .unusable(let kind, let isMountPoint) = self else { return "usable" }
    return switch kind {
    case .missing: "missing"
    case .notADirectory: "not_a_directory"
    case .empty: isMountPoint ? "empty_file_system" : "empty"
    case .notPermitted: "not_permitted"
    case .unreachable: "unreachable"
    }
  }

  /// Words for people, after the root's path; nil if it is usable.
  package var words: String? {
    guard case .unusable(let kind, let isMountPoint) = self else { return nil }
    return switch kind {
    case .missing: "is not there"
    case .notADirectory: "is not a directory"
    case .empty:
      isMountPoint
        ? "is a mount point with an empty file system" : "is empty; is its file system mounted?"
    case .notPermitted: "may not be read"
    case .unreachable(let code, let words): "cannot be reached: \(words)\(Self.help(code))"
    }
  }

  /// The meaning of errors of dead mounts.
  private static func help(_ code: Int32) -> String {
    switch code {
    case ENOTCONN: " (the program behind the mount has gone; unmount it and mount it again)"
    case ESTALE: " (the server has another file system there now; mount it again)"
    case EHOSTDOWN, ETIMEDOUT: " (does its server answer?)"
    case EIO: " (see the kernel's log)"
    default: ""
    }
  }

  /// True if the directory above is on another device, or is this one.
  private static func isMountPoint(_ path: String) -> Bool {
    let own = try? FileStatus(of: RawPath(path))
    let above = try? FileStatus(of: RawPath(path).appending("..".utf8))
    guard let own, let above else { return false }
    return own.device != above.device || own.inode == above.inode
  }
}
