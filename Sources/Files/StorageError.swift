import Glibc

/// A file operation that failed: what was tried, on what, and why not.
package struct StorageError: Error, Hashable, CustomStringConvertible {
  /// What a caller decides by: wait, go elsewhere, tell the user, or stop.
  package enum Kind: Hashable, Sendable {
    /// ENOENT, ENOTDIR: what should be there is not.
    case notThere
    /// EACCES, EPERM.
    case notPermitted
    /// ENOSPC, EDQUOT: waiting for room may help.
    case full
    /// EROFS.
    case readOnly
    /// EEXIST, ENOTEMPTY.
    case exists
    /// EIO, ESTALE, ETIMEDOUT and the like: this node may not see what others see.
    case unreachable
    /// The content is not what it should be.
    case damaged
    /// EBUSY: a mount point, mostly.
    case busy
    case other
  }

  package let kind: Kind
  /// A verb phrase: "open", "write", "create the directory".
  package let operation: String
  package let path: String
  package let reason: String

  /// A system call that failed with `code` (an errno).
  package init(_ operation: String, _ path: String, code: Int32) {
    kind = Self.kind(of: code)
    self.operation = operation
    self.path = path
    reason = String(cString: strerror(code))
  }

  /// A file whose content is not what it should be.
  package init(damaged path: String, _ reason: String) {
    kind = .damaged
    operation = "use"
    self.path = path
    self.reason = reason
  }

  package var description: String { "could not \(operation) \(path): \(reason)" }

  private static func kind(of code: Int32) -> Kind {
    switch code {
    case ENOENT, ENOTDIR: .notThere
    case EACCES, EPERM: .notPermitted
    case ENOSPC, EDQUOT, EFBIG: .full
    case EROFS: .readOnly
    case EEXIST, ENOTEMPTY: .exists
    case EIO, ESTALE, ETIMEDOUT, ENOTCONN, EHOSTDOWN, ENXIO, ENODEV: .unreachable
    case EBUSY: .busy
    default: .other
    }
  }
}
