import Glibc

/// An open file; closed when it goes out of scope.
///
/// Interrupted calls are repeated.
package struct Descriptor: ~Copyable, Sendable {
  package private(set) var number: Int32
  package let path: String

  private init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  package init(opening path: String, _ flags: Int32, mode: UInt32 = 0o666) throws(StorageError) {
    self = try Self.open(path, flags) { Glibc.open(path, $0, mode) }
  }

  package init(opening path: RawPath, _ flags: Int32) throws(StorageError) {
    self = try Self.open(path.description, flags) { flags in
      path.withCString { Glibc.open($0, flags) }
    }
  }

  /// Number of times that a file with a stale handle is opened before that is an error: a server may have forgotten a
  /// handle, and the next look-up finds the file again.
  private static let staleOpenings = 4

  static func open(
    _ path: String, _ flags: Int32, _ call: (Int32) -> Int32
  ) throws(StorageError) -> Descriptor {
    var stale = 0
    while true {
      let number = call(flags | O_CLOEXEC)
      if number >= 0 { return Descriptor(number: number, path: path) }
      let code = errno
      if code == ESTALE { stale += 1 }
      if code != EINTR, code != ESTALE || stale == staleOpenings {
        throw StorageError(flags & O_CREAT == 0 ? "open" : "create", path, code: code)
      }
    }
  }

  /// Opens a regular file for reading; anything else is an `irregular` error, and is never waited for.
  ///
  /// With `isOurs`, for a bundle's run state, a link is such an error too.
  package init(reading path: String, isOurs: Bool = false) throws(StorageError) {
    self = try Self.openRegular(path, O_RDONLY, isOurs: isOurs)
  }

  /// Opens a log of this program to append to it, and makes it if it is missing.
  ///
  /// A link or a pipe of its name is removed first.
  package init(loggingTo path: String) throws(StorageError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND
    do throws(StorageError) {
      self = try Self.openRegular(path, flags, isOurs: true)
    } catch {
      guard error.kind == .irregular else { throw error }
      try FileSystem.remove(path)
      self = try Self.openRegular(path, flags | O_EXCL, isOurs: true)
    }
  }

  private static func openRegular(
    _ path: String, _ flags: Int32, isOurs: Bool
  ) throws(StorageError) -> Descriptor {
    let file: Descriptor
    do throws(StorageError) {
      file = try Descriptor(
        opening: path, flags | O_NONBLOCK | O_NOCTTY | (isOurs ? O_NOFOLLOW : 0))
    } catch {
      let found = try? FileStatus(of: RawPath(path), followingLinks: !isOurs).kind
      guard let found, found != .regularFile else { throw error }
      throw StorageError(irregular: path, found)
    }
    let found = try FileStatus(of: file).kind
    guard found == .regularFile else { throw StorageError(irregular: path, found) }
    return file
  }

  /// Opens a regular file for reading by a path relative to `directory`, without following any link beneath it, and
  /// without waiting for a pipe's other end.
  package init(openingFile path: String, beneath directory: String) throws(StorageError) {
    let folder = FileSystem.folder(of: path)
    self =
      try folder.isEmpty
      ? Folder(directory).file(path)
      : Folder(folder, beneath: directory).file(FileSystem.name(of: path))
  }

  deinit { if number >= 0 { Glibc.close(number) } }

  /// Closes now, and throws the errors that the file system had held back until then (NFS reports here).
  package mutating func close() throws(StorageError) {
    let closing = number
    number = -1
    if Glibc.close(closing) != 0, errno != EINTR {
      throw StorageError("finish writing", path, code: errno)
    }
  }

  /// Writes all of `bytes`, in as many calls as needed.
  package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    if let code = Self.write(bytes, to: number) { throw StorageError("write", path, code: code) }
  }

  package borrowing func write(_ bytes: [UInt8]) throws(StorageError) {
    if let code = Self.write(bytes, to: number) { throw StorageError("write", path, code: code) }
  }

  /// Writes all of `bytes` to an open file, pipe or terminal, and waits if it has no room; returns nil, or the number
  /// of the error.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      } else if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, 1000)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// The same for an array.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { write($0, to: descriptor) }
  }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  package borrowing func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(StorageError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw StorageError("read", path, code: errno) }
    }
  }

  /// Adds up to `count` bytes to the end of `bytes`; false at the end of the file.
  package borrowing func read(
    _ count: Int, onto bytes: inout [UInt8]
  ) throws(StorageError) -> Bool {
    let held = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    // The closure itself cannot make a typed throw.
    let result: Result<Int, StorageError> = bytes.withUnsafeMutableBytes { buffer in
      do throws(StorageError) {
        return .success(try read(into: .init(rebasing: buffer[held...])))
      } catch { return .failure(error) }
    }
    let added = try result.get()
    bytes.removeLast(count - added)
    return added > 0
  }

  /// Cuts a file off; further writing continues there.
  package borrowing func cut(to size: Int) throws(StorageError) {
    guard ftruncate(number, size) == 0, lseek(number, size, SEEK_SET) == size else {
      throw StorageError("cut the torn tail of", path, code: errno)
    }
  }

  /// Makes all written data survive a power cut.
  package borrowing func sync() throws(StorageError) {
    while fdatasync(number) != 0 {
      if errno != EINTR { throw StorageError("sync", path, code: errno) }
    }
  }

  /// True for a file that holds its content itself, not a directory, pipe or device.
  package borrowing func isRegular() throws(StorageError) -> Bool {
    try FileStatus(of: self).kind == .regularFile
  }

  /// Bytes in the file now; meaningless for a device or a pipe.
  package borrowing func size() throws(StorageError) -> Int { try FileStatus(of: self).size }
}
