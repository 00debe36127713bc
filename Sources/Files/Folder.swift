import CLinux
import Glibc

/// An open directory: operations happen in it, even if its path leads elsewhere by then.
///
/// A process that may write beside this one can replace a directory with a link between two calls. Names given here
/// are never followed if they are links.
package struct Folder: ~Copyable, Sendable {
  private let place: Descriptor

  /// Opens a directory; links on the way to it are followed.
  package init(_ path: String) throws(StorageError) {
    place = try Descriptor(opening: path, O_RDONLY | O_DIRECTORY)
  }

  /// Opens one by a path relative to `directory`, without following any link beneath it.
  package init(_ path: String, beneath directory: String) throws(StorageError) {
    var folder = try Folder(directory)
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      folder = try folder.folder(String(part))
    }
    self = folder
  }

  /// The same for directories of this program, as `ownFolder` makes them.
  package init(own path: String, beneath directory: String) throws(StorageError) {
    var folder = try Folder(directory)
    for part in path.split(separator: "/") { folder = try folder.ownFolder(String(part)) }
    self = folder
  }

  private init(_ place: consuming Descriptor) { self.place = place }

  package var path: String { place.path }

  var number: Int32 { place.number }

  // MARK: What is in it

  /// The names in it, with the kinds of their entries.
  package borrowing func listing() throws(StorageError) -> DirectoryListing {
    try DirectoryListing(of: self)
  }

  /// Opens a directory in it; a link to one is an error.
  package borrowing func folder(_ name: String) throws(StorageError) -> Folder {
    try folder(RawPath(name))
  }

  /// The same for a name that need not be UTF-8.
  package borrowing func folder(_ name: RawPath) throws(StorageError) -> Folder {
    do throws(StorageError) {
      return Folder(try open(name, O_RDONLY | O_DIRECTORY))
    } catch {
      guard let found = try? FileStatus(of: name, in: self).kind, found != .directory else {
        throw error
      }
      throw StorageError(irregular: whole(name), found, wanted: .directory)
    }
  }

  /// Opens a directory of this program, and makes it if it is missing; a link or a file of its name is removed first.
  package borrowing func ownFolder(_ name: String) throws(StorageError) -> Folder {
    func make() throws(StorageError) {
      guard mkdirat(number, name, 0o777) == 0 || errno == EEXIST else {
        throw StorageError("create the directory", "\(path)/\(name)", code: errno)
      }
    }
    try make()
    do throws(StorageError) {
      return try folder(name)
    } catch {
      guard error.kind == .irregular else { throw error }
      try remove(name)
      try make()
      return try folder(name)
    }
  }

  /// Makes a directory in it; a name that is taken is an error.
  package borrowing func makeFolder(_ name: String) throws(StorageError) {
    guard mkdirat(number, name, 0o777) == 0 else {
      throw StorageError("create the directory", "\(path)/\(name)", code: errno)
    }
  }

  /// Opens a regular file in it for reading, not a link, without waiting for a pipe's other end.
  package borrowing func file(_ name: String) throws(StorageError) -> Descriptor {
    let name = RawPath(name)
    let file: Descriptor
    do throws(StorageError) {
      file = try open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    } catch {
      guard let found = try? FileStatus(of: name, in: self).kind, found != .regularFile else {
        throw error
      }
      throw StorageError(irregular: whole(name), found)
    }
    let found = try FileStatus(of: file).kind
    guard found == .regularFile else { throw StorageError(irregular: file.path, found) }
    return file
  }

  /// Makes a file in it for writing; a name that is taken is an error.
  package borrowing func create(_ name: String) throws(StorageError) -> Descriptor {
    try open(RawPath(name), O_WRONLY | O_CREAT | O_EXCL)
  }

  private borrowing func open(_ name: RawPath, _ flags: Int32) throws(StorageError) -> Descriptor {
    let whole = self.whole(name)
    guard !name.bytes.isEmpty, ![[0x2E], [0x2E, 0x2E]].contains(name.bytes) else {
      throw StorageError("open", whole, code: EINVAL)
    }
    return try Descriptor.open(whole, flags | O_NOFOLLOW) { flags in
      name.withCString { openat(number, $0, flags, 0o666) }
    }
  }

  private func whole(_ name: RawPath) -> String { "\(path)/\(name)" }

  // MARK: Other names

  /// Gives a file in it the name `path`, and replaces any file of that name.
  package borrowing func rename(_ name: String, to path: String) throws(StorageError) {
    guard renameat(number, name, AT_FDCWD, path) == 0 else {
      throw StorageError("rename", "\(self.path)/\(name) to \(path)", code: errno)
    }
  }

  /// Gives a file in it the name `path` unless that is taken; 0 or an errno.
  ///
  /// Some file systems (NFS) lack such a rename: there a link and a removal do the same.
  package borrowing func renameWithoutReplacing(_ name: String, to path: String) -> Int32 {
    if clinux_rename_without_replacing(number, name, AT_FDCWD, path) == 0 { return 0 }
    guard errno == EINVAL || errno == ENOSYS else { return errno }
    if linkat(number, name, AT_FDCWD, path, 0) == 0 {
      unlinkat(number, name, 0)
      return 0
    }
    guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else { return errno }
    if access(path, F_OK) == 0 { return EEXIST }
    return renameat(number, name, AT_FDCWD, path) == 0 ? 0 : errno
  }

  /// Gives the file at `path` a second name in it.
  package borrowing func link(_ path: String, as name: String) throws(StorageError) {
    guard linkat(AT_FDCWD, path, number, name, 0) == 0 else {
      throw StorageError("link", "\(self.path)/\(name)", code: errno)
    }
  }

  /// Moves an entry to another directory of the same file system, where it keeps its name; throws if the name is
  /// taken there.
  ///
  /// A link is moved itself, a directory with everything in it.
  package borrowing func move(
    _ name: RawPath, to other: borrowing Folder
  ) throws(StorageError) {
    let (from, to) = (number, other.number)
    func call(_ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
      name.withCString { body($0) == 0 ? 0 : errno }
    }
    var code = call { clinux_rename_without_replacing(from, $0, to, $0) }
    if code == EINVAL || code == ENOSYS {
      // Some file systems (NFS) lack such a rename: the name must be free then, and no other process may take it.
      var status = stat()
      let taken = call { fstatat(to, $0, &status, AT_SYMLINK_NOFOLLOW) }
      code = taken == 0 ? EEXIST : taken == ENOENT ? call { renameat(from, $0, to, $0) } : taken
    }
    guard code == 0 else {
      throw StorageError("move", "\(whole(name)) to \(other.path)", code: code)
    }
  }

  // MARK: Removal

  /// Removes a file or a link; a missing one is fine, a directory is an error.
  package borrowing func remove(_ name: String) throws(StorageError) {
    guard try removeFile(RawPath(name)) else {
      throw StorageError("remove", "\(path)/\(name)", code: EISDIR)
    }
  }

  /// Removes an empty directory; false if it is not empty, or missing.
  @discardableResult
  package borrowing func removeEmptyFolder(_ name: String) -> Bool {
    unlinkat(number, name, AT_REMOVEDIR) == 0
  }

  /// Removes an entry, a directory with everything in it; links are removed, never followed.
  ///
  /// Entries that cannot be removed are left; the others are removed all the same, and the first error is thrown.
  /// File systems that are mounted beneath the directory stay with everything in them.
  package borrowing func removeTree(_ name: String) throws(StorageError) {
    try removeTree(RawPath(name), depth: 0)
  }

  /// Levels of directories that are removed: a bundle has five, and each takes a descriptor.
  private static let deepest = 100

  private borrowing func removeTree(_ name: RawPath, depth: Int) throws(StorageError) {
    if try removeFile(name) { return }
    do throws(StorageError) {
      let folder = try folder(name)
      if depth > 0, try folder.device() != device() {
        throw StorageError("remove", folder.path, code: EBUSY)
      }
      if depth == Self.deepest { throw StorageError("remove", folder.path, code: ENAMETOOLONG) }
      try folder.empty(depth: depth)
    } catch {
      // By now it may be gone, or something else than a directory.
      guard (try? removeFile(name)) == true else { throw error }
      return
    }
    let code = name.withCString { unlinkat(number, $0, AT_REMOVEDIR) == 0 ? 0 : errno }
    if code != 0, code != ENOENT { throw StorageError("remove", whole(name), code: code) }
  }

  private borrowing func empty(depth: Int) throws(StorageError) {
    let listing = try listing()
    var failure: StorageError?
    for position in 0..<listing.count {
      do throws(StorageError) {
        try removeTree(listing.path(position), depth: depth + 1)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// False if it is a directory.
  private borrowing func removeFile(_ name: RawPath) throws(StorageError) -> Bool {
    let code = name.withCString { unlinkat(number, $0, 0) == 0 ? 0 : errno }
    switch code {
    case 0, ENOENT: return true
    case EISDIR, EPERM: return false
    default: throw StorageError("remove", whole(name), code: code)
    }
  }

  private borrowing func device() throws(StorageError) -> UInt64 {
    try FileStatus(of: place).device
  }
}

extension FileSystem {
  /// Removes the entry at the path, a directory with everything in it, as `Folder.removeTree` does; links on the way
  /// to it are followed.
  package static func removeTree(_ path: String) throws(StorageError) {
    let (folder, name) = (FileSystem.folder(of: path), FileSystem.name(of: path))
    guard exists(folder) else { return }
    try Folder(folder).removeTree(name)
  }
}
