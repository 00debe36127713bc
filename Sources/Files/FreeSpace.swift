import Glibc

/// The free space of the file system that holds a path.
package struct FreeSpace: Hashable, Sendable {
  /// The nearest directory above the path that exists.
  package let path: String
  /// The bytes available without privileges.
  package let bytes: Int
  /// Nil if the file system does not count them.
  package let inodes: Int?
  /// The bytes that even the smallest file takes.
  package let blockSize: Int

  /// Asks the file system at `path`, absolute, or at the nearest existing folder; nil if it does not answer.
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
