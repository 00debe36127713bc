import Glibc

/// The reason why a manifest could not be opened or read.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Decides the exit code: missing, not permitted, or unreadable.
  package enum Reason: Hashable, Sendable {
    case missing
    case notPermitted
    /// A directory, FIFO, socket or device; the text says which, with its article.
    case notRegular(String)
    /// A file of another kind than JSON Lines.
    case anotherKind(ManifestKind)
    /// The system's error number and message: a fault of the node or its file system.
    case failed(errno: Int32, words: String)
  }

  package let path: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .missing: "no manifest at \(path)"
    case .notPermitted: "not permitted to read the manifest \(path)"
    case .notRegular(let kind): "the manifest \(path) is \(kind), not a regular file"
    case .anotherKind(let kind):
      "\(path) is \(kind.name), not a manifest of one JSON object a line"
        + " (\(kind.advice(for: path)))"
    case .failed(_, let words): "could not read the manifest \(path): \(words)"
    }
  }

  init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  init(path: String, errno code: Int32) {
    self.path = path
    reason =
      switch code {
      case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG: .missing
      case EACCES, EPERM: .notPermitted
      case ENXIO: .notRegular("a socket or a device")
      default: .failed(errno: code, words: String(cString: strerror(code)))
      }
  }
}

/// An open regular file that is read piece by piece.
struct ManifestFile: ~Copyable {
  private let descriptor: Int32
  let path: String
  /// Bytes at the time of opening.
  let size: Int

  /// Refuses a file of another kind if `isManifest`.
  init(path: String, isManifest: Bool = false) throws(ManifestError) {
    let opened = try Self.open(path)
    if isManifest, let kind = Self.otherKind(opened.descriptor) {
      close(opened.descriptor)
      throw ManifestError(path: path, reason: .anotherKind(kind))
    }
    descriptor = opened.descriptor
    size = opened.size
    self.path = path
  }

  deinit { close(descriptor) }

  /// Opens without waiting for a FIFO's writer, and refuses all except regular files.
  private static func open(_ path: String) throws(ManifestError) -> (descriptor: Int32, size: Int) {
    guard !path.utf8.contains(0) else { throw ManifestError(path: path, reason: .missing) }
    var descriptor: Int32
    repeat {
      descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw ManifestError(path: path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = ManifestError(path: path, errno: errno)
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ManifestError(path: path, reason: .notRegular(kind(of: status.st_mode)))
    }
    return (descriptor, Int(status.st_size))
  }

  /// The kind of a file that is not JSON Lines; nil if it is, or cannot be read.
  private static func otherKind(_ descriptor: Int32) -> ManifestKind? {
    let head = [UInt8](unsafeUninitializedCapacity: ManifestKind.headSize) { room, count in
      count = max(pread(descriptor, room.baseAddress, room.count, 0), 0)
    }
    let kind = ManifestKind(head: head)
    return kind == .lines ? nil : kind
  }

  private static func kind(of mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  /// Reads at a byte offset; 0 is the file's end.
  borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int)
    throws(ManifestError) -> Int
  {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw ManifestError(path: path, errno: errno) }
    }
  }
}
