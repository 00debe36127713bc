private import Glibc

/// A directory that only this user may enter (mode 0700), for socket files that need no keys.
package struct PrivateDirectory: Sendable {
  /// Bytes kept free for "/NAME" of a socket in the directory.
  private static let nameBytesMaximum = 24

  /// Absolute.
  package let path: String

  /// Makes a new one with a random name under `XDG_RUNTIME_DIR`, `TMPDIR` or `/tmp`: the first that is writable and
  /// short enough for a socket's path.
  package static func make() throws(MessagingError) -> Self {
    let candidates = [environment("XDG_RUNTIME_DIR"), environment("TMPDIR"), "/tmp"]
    return try make(under: candidates.compactMap { $0 })
  }

  static func make(under parents: [String]) throws(MessagingError) -> Self {
    var reasons: [String] = []
    for parent in parents {
      do {
        return try make(in: parent)
      } catch {
        reasons.append("\(error.subject): \(error.reason)")
      }
    }
    throw MessagingError(
      .notPermitted, "make", "a private directory",
      reasons.joined(separator: "; ") + "; set TMPDIR to a short path we may write to")
  }

  /// Uses the directory at an absolute path, and makes it if it is missing.
  ///
  /// Throws `.notPermitted` when the existing one is not a directory, belongs to another user, or is open to others.
  package init(at path: String) throws(MessagingError) {
    guard path.hasPrefix("/") else {
      throw MessagingError(.endpoint, "use directory", path, "the path must be absolute")
    }
    switch uninterrupted({ mkdir(path, 0o700) }) {
    case .value, .failed(EEXIST): break
    case .failed(let number): throw MessagingError(number: number, "make directory", path)
    }
    try Self.check(path)
    self.path = path
  }

  /// The endpoint of a socket in it.
  ///
  /// Throws `.endpoint` when its path would be too long.
  package func endpoint(named name: String) throws(MessagingError) -> Endpoint {
    precondition(!name.contains("/"), "a socket's name is a file name, not a path")
    return try Endpoint(parsing: "ipc://\(path)/\(name)")
  }

  /// Removes the directory and the named sockets in it.
  ///
  /// Entries that cannot be removed stay, and nothing is removed if the path has come to lead to a directory of
  /// another user.
  package func remove(socketsNamed names: [String]) {
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    var status = stat()
    guard fstat(directory, &status) == 0, status.st_uid == geteuid() else { return }
    for name in names { unlinkat(directory, name, 0) }
    rmdir(path)
  }

  /// Throws unless the directory that holds `file` is private to this user.
  static func check(parentOf file: String) throws(MessagingError) {
    let end = file.lastIndex(of: "/") ?? file.startIndex
    let parent = String(file[..<end])
    try check(parent.isEmpty ? "/" : parent)
  }

  private static func check(_ path: String) throws(MessagingError) {
    var status = stat()
    try require("use directory", path) { lstat(path, &status) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw MessagingError(.notPermitted, "use directory", path, "it is not a directory")
    }
    guard status.st_uid == geteuid() else {
      throw MessagingError(
        .notPermitted, "use directory", path, "it belongs to user \(status.st_uid), not to us")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw MessagingError(
        .notPermitted, "use directory", path,
        "others may enter it (mode \(modeText(status.st_mode))); run: chmod 700 \(path)")
    }
  }

  private static func make(in parent: String) throws(MessagingError) -> Self {
    removeDead(in: parent)
    let name = "\(prefix)\(getpid())-" + String(UInt32.random(in: .min ... .max), radix: 36)
    let path = parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
    guard path.hasPrefix("/"), path.utf8.count + nameBytesMaximum <= Endpoint.pathBytesMaximum
    else {
      throw MessagingError(.endpoint, "use", parent, "the path is not absolute or too long")
    }
    // A name that is taken is a failure here: another process made it.
    try require("make", path) { mkdir(path, 0o700) }
    try check(path)
    return Self(unchecked: path)
  }

  /// The beginning of this program's names: with the machine's boot and the process namespace, so that a process
  /// number in it means the same process everywhere.
  private static let prefix: String = {
    var boot = [UInt8](repeating: 0, count: 8)
    let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    if file >= 0 {
      _ = read(file, &boot, boot.count)
      close(file)
    }
    var status = stat()
    let space = stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0
    return "clipmill-\(String(decoding: boot, as: UTF8.self))-\(space)-"
  }()

  /// Removes the directories of ended processes in `parent`: a SIGKILL leaves no time for that.
  static func removeDead(in parent: String) {
    guard let stream = opendir(parent) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let number = name.dropFirst(prefix.utf8.count).prefix { $0 != "-" }
      guard name.hasPrefix(prefix), let owner = pid_t(number), owner > 0,
        kill(owner, 0) != 0, errno == ESRCH, (try? check("\(parent)/\(name)")) != nil
      else { continue }
      let sockets = Self(unchecked: "\(parent)/\(name)")
      sockets.remove(socketsNamed: ["coordinator"])
    }
  }

  private init(unchecked path: String) { self.path = path }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
