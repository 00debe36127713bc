import CLinux
package import Dataset
import Glibc

/// Whole-file operations by path.
package enum FileSystem {
  /// The content of a regular file of at most `limit` bytes; `isOurs` as for a descriptor.
  ///
  /// A file of the kernel's (`/proc`, `/sys`) states no size: `sized: false` reads it to its end.
  package static func read(
    _ path: String, limit: Int = 1 << 30, sized: Bool = true, isOurs: Bool = false
  ) throws(StorageError) -> [UInt8] {
    let file = try Descriptor(reading: path, isOurs: isOurs)
    guard sized else { return try read(file, expecting: limit) }
    let size = try file.size()
    guard size <= limit else {
      throw StorageError(damaged: path, "\(size) bytes, more than the \(limit) expected")
    }
    return try read(file, expecting: size)
  }

  /// `byteCount` bytes from `offset`; throws if there are fewer.
  package static func read(
    _ path: String, from offset: Int, byteCount: Int, isOurs: Bool = false
  ) throws(StorageError) -> [UInt8] {
    let file = try Descriptor(reading: path, isOurs: isOurs)
    guard lseek(file.number, offset, SEEK_SET) == offset else {
      throw StorageError("position in", path, code: errno)
    }
    let bytes = try read(file, expecting: byteCount)
    guard bytes.count == byteCount else {
      throw StorageError(damaged: path, "it ends before byte \(offset + byteCount)")
    }
    return bytes
  }

  /// Reads up to `count` bytes from the file's position; fewer at its end.
  package static func read(
    _ file: borrowing Descriptor, expecting count: Int
  ) throws(StorageError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    var failure: StorageError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(StorageError) {
        while filled < count {
          let more = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
          if more == 0 { break }
          filled += more
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Makes a directory and those above it; existing ones are fine.
  package static func makeDirectories(_ path: String) throws(StorageError) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw StorageError("create the directory", path, code: errno)
    }
    try makeDirectories(String(path[..<slash]))
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      throw StorageError("create the directory", path, code: errno)
    }
  }

  /// Replaces the file at `path` with `bytes` in one step: readers see the old file or the new one.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(StorageError) {
    var output = try OutputFile(replacing: path)
    try output.write(bytes)
    _ = try output.finish()
  }

  /// Gives a file its new name in one step, and replaces any file of that name.
  ///
  /// Durable only once `syncDirectory` has returned.
  package static func rename(_ old: String, _ new: String) throws(StorageError) {
    if Glibc.rename(old, new) != 0 { throw StorageError("rename", "\(old) to \(new)", code: errno) }
  }

  /// Removes a file; a missing one is fine.
  package static func remove(_ path: String) throws(StorageError) {
    if unlink(path) != 0, errno != ENOENT { throw StorageError("remove", path, code: errno) }
  }

  /// Makes a rename or a new name in `directory` survive a power cut.
  package static func syncDirectory(_ directory: String) throws(StorageError) {
    let handle = try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY)
    try handle.sync()
  }

  /// Makes all data on the file system of `path` survive a power cut; false if that failed.
  @discardableResult
  package static func syncFileSystem(of path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return clinux_sync_file_system(descriptor) == 0
  }

  /// XXH3-128 of a file's bytes, which are read a mebibyte at a time.
  package static func contentDigest(of path: String) throws(StorageError) -> ContentDigest {
    let file = try Descriptor(reading: path)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var hash = ContentHash()
    while true {
      let count = try file.read(into: piece)
      if count == 0 { return hash.digest() }
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }

  /// The SHA-256 of a file's content, 64 hexadecimal digits.
  package static func sha256(
    of path: String, isOurs: Bool = false
  ) throws(StorageError) -> String {
    guard let digest = try sha256(of: path, isOurs: isOurs, while: { true }) else {
      preconditionFailure("a digest that is always wanted was given up")
    }
    return digest
  }

  /// The same, or nil if it is no longer wanted: checks after every mebibyte, since a manifest may be large.
  package static func sha256(
    of path: String, isOurs: Bool = false, while isWanted: () -> Bool
  ) throws(StorageError) -> String? {
    let file = try Descriptor(reading: path, isOurs: isOurs)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var hash = SHA256()
    while isWanted() {
      let count = try file.read(into: piece)
      if count == 0 { return hash.hexadecimal() }
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
    return nil
  }

  /// Bytes of a regular file; nil if there is none.
  package static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// True if a directory exists; a link to one does not count.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// True if two paths lead to one file, by links of either kind, or would.
  package static func isSameFile(_ one: String, _ other: String) -> Bool {
    let (left, right) = (try? FileStatus(of: RawPath(one)), try? FileStatus(of: RawPath(other)))
    guard let left, let right else { return resolved(one).utf8.elementsEqual(resolved(other).utf8) }
    return (left.device, left.inode) == (right.device, right.inode)
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The path itself or the nearest folder above it, whichever exists; the path is absolute.
  package static func nearest(_ path: String) -> String {
    var path = path
    while !exists(path) {
      guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
      path = String(path[..<slash])
    }
    return path
  }

  /// The names in a directory except `.` and `..`, sorted by their bytes.
  package static func names(in directory: String) throws(StorageError) -> [String] {
    guard let stream = opendir(directory) else {
      throw StorageError("list", directory, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    // Read this at once: closing the stream may set another error.
    let code = errno
    guard code == 0 else { throw StorageError("list", directory, code: code) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names in a directory; none if it does not exist.
  package static func namesIfThere(in directory: String) throws(StorageError) -> [String] {
    do throws(StorageError) {
      return try names(in: directory)
    } catch {
      guard error.kind == .notThere else { throw error }
      return []
    }
  }

  /// Makes a client of a network file system look again at the directory of `path`.
  ///
  /// Opening and listing a directory does that. If the client assumes, for up to a minute, that there is no such
  /// directory, looking at the nearest one above ends that.
  package static func lookAgain(at path: String) {
    var rest = absolute(path)[...]
    while let slash = rest.lastIndex(of: "/"), slash != rest.startIndex {
      rest = rest[..<slash]
      if (try? names(in: String(rest))) != nil { return }
    }
  }

  /// Number of names in a directory; 0 if it cannot be listed.
  package static func count(in directory: String) -> Int {
    guard let stream = opendir(directory) else { return 0 }
    defer { closedir(stream) }
    var count = -2  // `.` and `..`
    while readdir(stream) != nil { count += 1 }
    return max(count, 0)
  }

  /// The folder of a path; empty for a name alone.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// True if a relative path leads to a place beneath its start, by names alone.
  package static func staysBeneath(_ path: String) -> Bool {
    // Bytes of the part so far, and whether all of them are dots.
    var (length, areDots) = (0, true)
    for byte in path.utf8 {
      if byte == 0 { return false }
      if byte == 0x2F {
        if areDots, length < 3 { return false }
        (length, areDots) = (0, true)
      } else {
        length += 1
        areDots = areDots && byte == 0x2E
      }
    }
    return !(areDots && length < 3)
  }

  /// The path without links if it exists; otherwise the path itself.
  package static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  /// The target of a symbolic link; nil if the path is not a link.
  package static func linkTarget(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &target, target.count)
    guard count >= 0 else { return nil }
    return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The absolute path, based on the working directory if it is relative, without `.` and `..`.
  package static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : workingDirectory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static var workingDirectory: String {
    // A removed working directory has no path but this, under which nothing can be found or made.
    guard let path = getcwd(nil, 0) else { return "/proc/self/cwd" }
    defer { free(path) }
    return String(cString: path)
  }
}
