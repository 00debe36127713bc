import Glibc

extension CurveKeyPair {
  /// Loads a pair from its secret key file: one line, 40 characters of Z85.
  ///
  /// The file must be a regular file of ours that nobody else may read (mode 0600 or stricter); a link
  /// is followed and its target judged. Errors name the file and the remedy, never its contents.
  package init(secretKeyFile path: String) throws(MessagingError) {
    let text = try KeyFile.read(path, isSecret: true)
    guard let secret = Z85.bytes(of: text) else {
      throw MessagingError(.key, "use secret key", path, KeyFile.notAKey)
    }
    do {
      try self.init(secret: secret)
    } catch {
      throw MessagingError(error.kind, "use secret key", path, error.reason)
    }
  }

  /// As `init(secretKeyFile:)`, and makes sure that the public key file beside it belongs to it.
  package init(publicKeyFile: String, secretKeyFile: String) throws(MessagingError) {
    try self.init(secretKeyFile: secretKeyFile)
    let stated = try CurvePublicKey(file: publicKeyFile)
    guard stated == publicKey else {
      throw MessagingError(
        .key, "use public key", publicKeyFile,
        "it does not belong to the secret key \(secretKeyFile); make a new pair with keygen")
    }
  }

  /// Writes both halves to new files: the public one with mode 0644, the secret one with 0600.
  ///
  /// Never replaces a file: throws `.system(EEXIST)` when one is there, and leaves it as it was.
  package func write(publicKeyFile: String, secretKeyFile: String) throws(MessagingError) {
    try KeyFile.create(secretKeyFile, mode: 0o600, text: Z85.text(of: secret))
    do {
      try KeyFile.create(publicKeyFile, mode: 0o644, text: publicKey.description)
    } catch {
      unlink(secretKeyFile)
      throw error
    }
  }
}

extension CurvePublicKey {
  /// Loads a public key file: one line, 40 characters of Z85.
  package init(file path: String) throws(MessagingError) {
    guard let bytes = Z85.bytes(of: try KeyFile.read(path, isSecret: false)) else {
      throw MessagingError(.key, "use public key", path, KeyFile.notAKey)
    }
    do {
      try self.init(bytes: bytes)
    } catch {
      throw MessagingError(error.kind, "use public key", path, error.reason)
    }
  }
}

/// Reading and writing of small files that decide who is trusted.
enum KeyFile {
  static let notAKey = "it does not hold one line of 40 characters of Z85; make a key with keygen"
  /// Bytes of the largest key file accepted: a key, a line end, and some slack for editors.
  private static let keyBytesMaximum = 128

  /// The text of a key file without the white space at its end.
  static func read(_ path: String, isSecret: Bool) throws(MessagingError) -> String {
    let operation = isSecret ? "read secret key" : "read public key"
    let bytes = try contents(
      of: path, operation, forbidden: isSecret ? 0o077 : 0o022, bytesMaximum: keyBytesMaximum)
    let line = bytes.reversed().drop { $0 == 10 || $0 == 13 || $0 == 32 }
    return String(decoding: line.reversed(), as: UTF8.self)
  }

  /// The bytes of a regular file of ours on which none of the mode bits `forbidden` is set.
  static func contents(
    of path: String, _ operation: String, forbidden: mode_t, bytesMaximum: Int
  ) throws(MessagingError) -> [UInt8] {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw openError(errno, operation, path) }
    defer { close(descriptor) }
    var status = stat()
    try require(operation, path) { fstat(descriptor, &status) }
    try judge(status, operation, path, forbidden: forbidden)
    guard status.st_size <= bytesMaximum else {
      throw MessagingError(.limit, operation, path, "it is larger than \(bytesMaximum) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: bytesMaximum)
    let count = try require(operation, path) {
      Int32(Glibc.read(descriptor, &bytes, bytesMaximum))
    }
    return Array(bytes.prefix(Int(count)))
  }

  static func create(_ path: String, mode: mode_t, text: String) throws(MessagingError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = try require("create", path) { open(path, flags, mode) }
    defer { close(descriptor) }
    let bytes = Array((text + "\n").utf8)
    do throws(MessagingError) {
      // The umask may only have made it stricter than others need.
      try require("set the mode of", path) { fchmod(descriptor, mode) }
      let written = try require("write", path) {
        Int32(Glibc.write(descriptor, bytes, bytes.count))
      }
      guard written == bytes.count else {
        throw MessagingError(.system(ENOSPC), "write", path, errorText(ENOSPC))
      }
      try require("write", path) { fsync(descriptor) }
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func openError(
    _ number: Int32, _ operation: String, _ path: String
  ) -> MessagingError {
    switch number {
    case ENOENT, ENOTDIR:
      MessagingError(.notFound, operation, path, "there is no such file; make one with keygen")
    case EACCES, EPERM:
      MessagingError(.notPermitted, operation, path, "we may not read it; run: chown \(geteuid())")
    default:
      MessagingError(number: number, operation, path)
    }
  }

  private static func judge(
    _ status: stat, _ operation: String, _ path: String, forbidden: mode_t
  ) throws(MessagingError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw MessagingError(.notPermitted, operation, path, "it is not a regular file")
    }
    guard status.st_uid == geteuid() || (forbidden & 0o044 == 0 && status.st_uid == 0) else {
      throw MessagingError(
        .notPermitted, operation, path,
        "it belongs to user \(status.st_uid), not to us; run: chown \(geteuid()) \(path)")
    }
    let open = status.st_mode & forbidden
    guard open == 0 else {
      let what = forbidden & 0o044 == 0 ? "others may change it" : "others may use it"
      let remedy = forbidden & 0o044 == 0 ? "go-w" : "600"
      throw MessagingError(
        .notPermitted, operation, path,
        "\(what) (mode \(modeText(status.st_mode))); run: chmod \(remedy) \(path)")
    }
  }
}

/// The permission bits as chmod writes them, for example "0644".
func modeText(_ mode: mode_t) -> String {
  let digits = String(mode & 0o7777, radix: 8)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
