import Files
import Glibc

/// Reads and writes the small files that decide which peers are trusted.
enum KeyFile {
  /// The content of a file, which decides how other users may use it.
  enum Content: String {
    case secretKey = "secret key"
    case publicKey = "public key"
    case allowList = "allow-list"
    case token = "token"

    /// True if only its owner may read it.
    fileprivate var isSecret: Bool { self == .secretKey || self == .token }

    /// The mode bits that only the owner may have.
    fileprivate var forbiddenMode: mode_t { isSecret ? 0o077 : 0o022 }

    /// Bytes of the largest file accepted: a key with a line end; far above 10,000 lines of a list.
    fileprivate var bytesMaximum: Int {
      switch self {
      case .allowList: 4 << 20
      case .token: 1024
      case .secretKey, .publicKey: 128
      }
    }

    fileprivate func hasRightOwner(_ owner: uid_t) -> Bool {
      owner == geteuid() || (!isSecret && owner == 0)
    }
  }

  static let notAKey = "it does not hold one line of 40 characters of Z85; make a key with keygen"

  /// The text of a file of one line, without the white space at its end.
  static func line(_ path: String, of content: Content) throws(MessagingError) -> String {
    let bytes = try contents(path, of: content)
    let line = bytes.reversed().drop { $0 == 10 || $0 == 13 || $0 == 32 }
    return String(decoding: line.reversed(), as: UTF8.self)
  }

  /// The bytes of a regular file whose permissions are strict enough to read or change it safely.
  static func contents(_ path: String, of content: Content) throws(MessagingError) -> [UInt8] {
    let operation = "read \(content.rawValue)"
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw openError(errno, operation, path, content) }
    defer { close(descriptor) }
    var status = stat()
    try require(operation, path) { fstat(descriptor, &status) }
    try judge(status, content, operation, path)
    return try readAll(descriptor, Int(status.st_size), operation, path)
  }

  /// Writes a new file; an existing one is left alone.
  static func create(_ path: String, mode: mode_t, text: String) throws(MessagingError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = try require("create", path) { open(path, flags, mode) }
    defer { close(descriptor) }
    let bytes = Array((text + "\n").utf8)
    do throws(MessagingError) {
      // The umask may have made the mode stricter than other users need.
      try require("set the mode of", path) { fchmod(descriptor, mode) }
      let written = try require("write", path) {
        Int32(write(descriptor, bytes, bytes.count))
      }
      guard written == bytes.count else {
        throw MessagingError(number: ENOSPC, "write", path)
      }
      try require("write", path) { fsync(descriptor) }
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Writes a new file that nobody sees before it is whole; false if there is one already, which is left alone.
  static func createWhole(
    _ path: String, mode: mode_t, text: String
  ) throws(MessagingError) -> Bool {
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).part"
    try create(temporary, mode: mode, text: text)
    let code: Int32
    do throws(StorageError) {
      code = try Folder(FileSystem.folder(of: path))
        .renameWithoutReplacing(FileSystem.name(of: temporary), to: path)
    } catch {
      unlink(temporary)
      throw MessagingError(.notPermitted, "create", path, error.reason)
    }
    if code == 0 { return true }
    unlink(temporary)
    guard code == EEXIST else { throw MessagingError(number: code, "create", path) }
    return false
  }

  private static func readAll(
    _ descriptor: Int32, _ size: Int, _ operation: String, _ path: String
  ) throws(MessagingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var filled = 0
    while filled < size {
      let count = try require(operation, path) {
        bytes.withUnsafeMutableBytes {
          Int32(read(descriptor, $0.baseAddress.map { $0 + filled }, size - filled))
        }
      }
      if count == 0 { break }
      filled += Int(count)
    }
    return Array(bytes.prefix(filled))
  }

  private static func openError(
    _ number: Int32, _ operation: String, _ path: String, _ content: Content
  ) -> MessagingError {
    let remedy = content == .token ? "make one: \(TokenFile.making)" : "keygen makes keys"
    return switch number {
    case ENOENT, ENOTDIR:
      MessagingError(.notFound, operation, path, "there is no such file; \(remedy)")
    case EACCES, EPERM:
      MessagingError(
        .notPermitted, operation, path, "we may not read it; run: chown \(geteuid()) \(path)")
    default:
      MessagingError(number: number, operation, path)
    }
  }

  private static func judge(
    _ status: stat, _ content: Content, _ operation: String, _ path: String
  ) throws(MessagingError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw MessagingError(.notPermitted, operation, path, "it is not a regular file")
    }
    guard content.hasRightOwner(status.st_uid) else {
      throw MessagingError(
        .notPermitted, operation, path,
        "it belongs to user \(status.st_uid), not to us; run: chown \(geteuid()) \(path)")
    }
    guard status.st_mode & content.forbiddenMode == 0 else {
      let (what, remedy) =
        content.isSecret ? ("use it", "600") : ("change it", "go-w")
      throw MessagingError(
        .notPermitted, operation, path,
        "others may \(what) (mode \(modeText(status.st_mode))); run: chmod \(remedy) \(path)")
    }
    guard status.st_size <= content.bytesMaximum else {
      throw MessagingError(
        .limit, operation, path, "it is larger than \(content.bytesMaximum) bytes")
    }
  }
}

/// The permission bits as chmod writes them, for example "0644".
func modeText(_ mode: mode_t) -> String {
  let digits = String(mode & 0o7777, radix: 8)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
