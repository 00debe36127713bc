import Glibc

/// The names in a directory, packed: a directory may hold millions.
///
/// They come in the order of the paths below it: by their bytes, with a directory's name as if it ended in a slash.
/// Walking directories in this order meets all files sorted by their paths. A caller that needs no order saves the time.
package struct DirectoryListing: Sendable {
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// The kind of an entry, as far as the directory itself states it.
  package enum Kind: Hashable, Sendable {
    case regularFile
    case directory
    /// A link, or an entry that must be looked at.
    case other
  }

  private struct Entry {
    let start: Int
    let count: Int
    let kind: Kind
  }

  /// Lists the entries of a directory except `.` and `..`, in order or as the directory has them.
  package init(of directory: RawPath, isSorted: Bool = true) throws(StorageError) {
    let stream = directory.withCString { opendir($0) }
    guard let stream else { throw StorageError("list", directory.description, code: errno) }
    defer { closedir(stream) }
    try read(stream, directory.description) { name throws(StorageError) in
      try FileStatus(of: directory.appending(name), followingLinks: false).kind
    }
    if isSorted { sort() }
  }

  /// The same of an open directory.
  init(of folder: borrowing Folder) throws(StorageError) {
    // The stream takes ownership of a descriptor.
    let own = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
    guard own >= 0, let stream = fdopendir(own) else {
      let code = errno
      if own >= 0 { close(own) }
      throw StorageError("list", folder.path, code: code)
    }
    defer { closedir(stream) }
    rewinddir(stream)
    try read(stream, folder.path) { name throws(StorageError) in
      try FileStatus(of: RawPath(Array(name)), in: folder).kind
    }
    sort()
  }

  /// Finds out the kind of a name's entry.
  private typealias Look = (ArraySlice<UInt8>) throws(StorageError) -> FileStatus.Kind

  /// Calls `look` if the directory does not state a kind.
  private mutating func read(
    _ stream: OpaquePointer, _ path: String, _ look: Look
  ) throws(StorageError) {
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      if !Self.isSelfOrParent(entry) { try add(entry, look) }
    }
    // Read this at once: closing the stream may set another error.
    let code = errno
    guard code == 0 else { throw StorageError("list", path, code: code) }
  }

  package var count: Int { entries.count }

  /// The name at a position, and the kind of its entry.
  package subscript(position: Int) -> (name: ArraySlice<UInt8>, kind: Kind) {
    let entry = entries[position]
    return (bytes[entry.start..<(entry.start + entry.count)], entry.kind)
  }

  /// The name at a position, for system calls.
  package func path(_ position: Int) -> RawPath { RawPath(Array(self[position].name)) }

  /// The names that are UTF-8: this program makes no others.
  package var texts: [String] {
    (0..<count).compactMap { String(validating: self[$0].name, as: UTF8.self) }
  }

  private static func isSelfOrParent(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
    withUnsafeBytes(of: entry.pointee.d_name) { name in
      name[0] == UInt8(ascii: ".")
        && (name[1] == 0 || (name[1] == UInt8(ascii: ".") && name[2] == 0))
    }
  }

  private mutating func add(
    _ entry: UnsafeMutablePointer<dirent>, _ look: Look
  ) throws(StorageError) {
    let start = bytes.count
    withUnsafeBytes(of: &entry.pointee.d_name) { bytes.append(contentsOf: $0.prefix { $0 != 0 }) }
    let name = bytes[start...]
    let kind = try Self.kind(Int(entry.pointee.d_type)) { () throws(StorageError) in
      try look(name)
    }
    entries.append(Entry(start: start, count: bytes.count - start, kind: kind))
  }

  /// The kind for a `d_type` of the system; calls `look` if that does not state it.
  static func kind(
    _ type: Int, _ look: () throws(StorageError) -> FileStatus.Kind
  ) throws(StorageError) -> Kind {
    switch type {
    case DT_REG: return .regularFile
    case DT_DIR: return .directory
    case DT_UNKNOWN: break
    default: return .other
    }
    // Some file systems do not state it.
    do throws(StorageError) {
      switch try look() {
      case .regularFile: return .regularFile
      case .directory: return .directory
      default: return .other
      }
    } catch {
      // If the entry is gone by now, opening it reports that.
      guard error.kind == .notThere else { throw error }
      return .other
    }
  }

  private mutating func sort() {
    bytes.withUnsafeBytes { bytes in
      func key(_ entry: Entry, _ position: Int) -> UInt8? {
        if position < entry.count { return bytes[entry.start + position] }
        return position == entry.count && entry.kind == .directory ? UInt8(ascii: "/") : nil
      }
      entries.sort { left, right in
        var position = 0
        while true {
          let (one, two) = (key(left, position), key(right, position))
          guard let one, let two, one == two else { return (one ?? 0) < (two ?? 0) }
          position += 1
        }
      }
    }
  }
}
