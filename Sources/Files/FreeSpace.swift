import Glibc

/// What a file system has left for one who would write under a path.
package struct FreeSpace: Hashable, Sendable {
  /// The nearest directory above the path that exists.
  package let path: String
  /// Available without privileges.
  package let bytes: Int
  /// Nil where the file system does not count them.
  package let inodes: Int?
  /// Bytes a file takes at least.
  package let blockSize: Int

  /// Asks the file system at `path`, absolute, or at what there is of it; nil where it cannot tell.
  package init?(at path: String) {
    let path = FileSystem.nearest(path)
    var status = statvfs()
    while statvfs(path, &status) != 0 {
      if errno != EINTR { return nil }
    }
    self.path = path
    blockSize = Int(clamping: status.f_frsize)
    let (bytes, overflows) = blockSize.multipliedReportingOverflow(
      by: Int(clamping: status.f_bavail))
    self.bytes = overflows ? .max : bytes
    inodes = status.f_files == 0 ? nil : Int(clamping: status.f_favail)
  }
}
