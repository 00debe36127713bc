import Glibc

/// The names that a file system can hold, and keep apart, as far as ASCII names go.
///
/// Limits that cannot be found out count as none: writing reports them later.
package struct NameRules: Hashable, Sendable {
  /// True if names that differ in case only are one name.
  package var foldsCase = false
  /// Bytes of the longest name.
  package var longest = Int.max

  /// Rules without a limit.
  package init() {}

  /// Tries names of up to `bytes` bytes in a new folder below `folder`, which is removed again.
  package init(tryingBelow folder: String, upTo bytes: Int) {
    let probe = "\(folder)/names-\(UInt64.random(in: 0 ... .max))"
    guard mkdir(probe, 0o700) == 0 else { return }
    defer { rmdir(probe) }
    foldsCase = Self.holds("Name", in: probe) { FileSystem.exists("\(probe)/nAME") } ?? false
    longest = Self.longest(in: probe, upTo: bytes)
  }

  /// Asks the folder at `path`, absolute, or the nearest above it, without writing.
  package init(askingAt path: String) {
    let folder = FileSystem.nearest(path)
    foldsCase = Self.findsInAnotherCase(in: folder)
    let limit = pathconf(folder, Int32(_PC_NAME_MAX))
    if limit > 0 { longest = limit }
  }

  // MARK: Trying

  /// The result of `look` while a file of this name exists; nil if it cannot be made.
  private static func holds<Answer>(
    _ name: String, in folder: String, _ look: () -> Answer
  ) -> Answer? {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    close(descriptor)
    defer { unlink(path) }
    return look()
  }

  private static func longest(in folder: String, upTo bytes: Int) -> Int {
    func isTooLong(_ count: Int) -> Bool {
      let name = String(repeating: "n", count: count)
      return holds(name, in: folder, {}) == nil && errno == ENAMETOOLONG
    }
    guard isTooLong(bytes) else { return .max }
    var (fits, fails) = (0, bytes)
    while fails - fits > 1 {
      let middle = (fits + fails) / 2
      if isTooLong(middle) { fails = middle } else { fits = middle }
    }
    return fits
  }

  // MARK: Asking

  /// True if an entry of the folder is found under another name than those in its listing.
  private static func findsInAnotherCase(in folder: String) -> Bool {
    let names = (try? FileSystem.names(in: folder)) ?? []
    for name in names {
      guard let other = FileSystem.inAnotherCase(name) else { continue }
      return FileSystem.exists("\(folder)/\(other)") && !names.contains(other)
    }
    return false
  }
}

extension FileSystem {
  /// A file's name with every ASCII letter in the other case; nil if it has no letters.
  static func inAnotherCase(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    let swapped = bytes.map { 0x41...0x5A ~= $0 & 0xDF ? $0 ^ 0x20 : $0 }
    return swapped == bytes ? nil : String(decoding: swapped, as: UTF8.self)
  }

  /// The name of a file in its folder if it differs from the path's in case; otherwise nil.
  ///
  /// Lists the folder, but only on a file system that finds the file in another case too; throws if it cannot be
  /// listed.
  package static func nameInAnotherCase(_ path: String) throws(StorageError) -> String? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let folder = String(path[..<slash])
    let name = String(path[path.index(after: slash)...])
    guard let other = inAnotherCase(name), exists("\(folder)/\(other)") else { return nil }
    let names = try names(in: folder)
    if names.contains(name) { return nil }
    return names.first { $0.lowercased() == name.lowercased() }
  }
}
