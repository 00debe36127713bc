import Glibc

extension Folder {
  /// Calls `body` with each name in the folder and the size of its regular file in bytes, in no order.
  ///
  /// Nil stands for an entry that is not a regular file. The name's bytes are borrowed.
  package borrowing func forEachSize(
    _ body: (UnsafeRawBufferPointer, Int?) -> Void
  ) throws(StorageError) {
    // The stream takes ownership of a descriptor.
    let own = fcntl(number, F_DUPFD_CLOEXEC, 0)
    guard own >= 0, let stream = fdopendir(own) else {
      let code = errno
      if own >= 0 { close(own) }
      throw StorageError("list", path, code: code)
    }
    defer { closedir(stream) }
    rewinddir(stream)
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      try Self.withName(entry) { name throws(StorageError) in
        if Self.isSelfOrParent(name) { return }
        body(name, try size(name))
      }
    }
    // Read this at once: closing the stream may set another error.
    let code = errno
    guard code == 0 else { throw StorageError("list", path, code: code) }
  }

  private static func withName(
    _ entry: UnsafeMutablePointer<dirent>,
    _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
      preconditionFailure("a directory entry without a name")
    }
    // Safe because an entry's name ends with a null byte, and lives until the next call of readdir.
    let start = UnsafeRawPointer(entry) + offset
    let count = strlen(start.assumingMemoryBound(to: CChar.self))
    try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  private static func isSelfOrParent(_ name: UnsafeRawBufferPointer) -> Bool {
    name[0] == 0x2E && (name.count == 1 || (name.count == 2 && name[1] == 0x2E))
  }

  /// Bytes of the file with this name, which a null byte follows; nil if it is not a regular file, or is gone.
  private borrowing func size(_ name: UnsafeRawBufferPointer) throws(StorageError) -> Int? {
    guard let start = name.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
    var status = stat()
    while fstatat(number, start, &status, AT_SYMLINK_NOFOLLOW) != 0 {
      if errno == ENOENT { return nil }
      if errno != EINTR {
        throw StorageError("look at", "\(path)/\(String(cString: start))", code: errno)
      }
    }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }
}
