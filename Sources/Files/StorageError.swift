import Glibc

/// A file operation that failed: the operation, the path, and the reason.
package struct StorageError: Error, Hashable, CustomStringConvertible {
  /// The kind by which a caller decides: wait, go elsewhere, tell the user, or stop.
  package enum Kind: Hashable, Sendable {
    /// ENOENT, ENOTDIR, ESRCH: an expected file is missing.
    case notThere
    /// EACCES, EPERM.
    case notPermitted
    /// ENOSPC, EDQUOT: waiting for room may help.
    case full
    /// EFBIG: no file may become so large here.
    case tooLarge
    /// The name is too long, has a byte that is not allowed here, or belongs to another file.
    case name
    /// EROFS.
    case readOnly
    /// EEXIST, ENOTEMPTY.
    case exists
    /// EIO, ESTALE, ETIMEDOUT and the like: this node may not see what other nodes see.
    case unreachable
    /// The content is not the expected one.
    case damaged
    /// EBUSY: usually a mount point.
    case busy
    /// A link, folder, pipe or device where a file should be; waiting does not help.
    case irregular
    case other
  }

  package let kind: Kind
  /// A verb phrase: "open", "write", "create the directory".
  package let operation: String
  package let path: String
  package let reason: String

  /// A system call that failed with `code` (an errno).
  package init(_ operation: String, _ path: String, code: Int32) {
    self.init(operation, path, kind: Self.kind(of: code), code)
  }

  /// The same for a call that gives a file its name: EINVAL then means that the name is impossible.
  package init(naming path: String, _ operation: String, code: Int32) {
    self.init(operation, path, kind: code == EINVAL ? .name : Self.kind(of: code), code)
  }

  /// A name that cannot be given, without a reason from the system.
  package init(name path: String, _ reason: String) {
    kind = .name
    operation = "publish"
    self.path = path
    self.reason = reason
  }

  /// A program that could not be started as a process.
  package init(starting path: String, code: Int32) {
    kind = Self.kind(of: code)
    operation = "start"
    self.path = path
    reason = code == EAGAIN ? ThreadShortage.remedy : String(cString: strerror(code))
  }

  private init(_ operation: String, _ path: String, kind: Kind, _ code: Int32) {
    self.kind = kind
    self.operation = operation
    self.path = path
    reason = String(cString: strerror(code))
  }

  /// A path that is not the regular file, or the folder, that it should be.
  package init(
    irregular path: String, _ found: FileStatus.Kind, wanted: FileStatus.Kind = .regularFile
  ) {
    kind = .irregular
    operation = "open"
    self.path = path
    reason = "it is \(found.words), not \(wanted.words)"
  }

  /// A file whose content is not the expected one.
  package init(damaged path: String, _ reason: String) {
    kind = .damaged
    operation = "use"
    self.path = path
    self.reason = reason
  }

  package var description: String { "could not \(operation) \(path): \(reason)" }

  private static func kind(of code: Int32) -> Kind {
    switch code {
    case ENOENT, ENOTDIR, ESRCH: .notThere
    case EACCES, EPERM: .notPermitted
    case ENOSPC, EDQUOT: .full
    case EFBIG: .tooLarge
    case ENAMETOOLONG, EILSEQ: .name
    case EROFS: .readOnly
    case EEXIST, ENOTEMPTY: .exists
    case EIO, ESTALE, ETIMEDOUT, ENOTCONN, EHOSTDOWN, ENXIO, ENODEV: .unreachable
    case EBUSY: .busy
    default: .other
    }
  }
}
