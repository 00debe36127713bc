import Glibc

/// What stands at a path.
package struct FileStatus: Hashable, Sendable {
  /// What it is, as far as a reader must know.
  package enum Kind: Hashable, Sendable {
    case regularFile
    case directory
    case symbolicLink
    /// A FIFO, socket or device; with its article.
    case special(String)

    /// With its article.
    package var words: String {
      switch self {
      case .regularFile: "a regular file"
      case .directory: "a folder"
      case .symbolicLink: "a link"
      case .special(let words): words
      }
    }
  }

  package let kind: Kind
  /// Bytes of a regular file.
  package let size: Int
  /// Time of the last change, in ns since 1970 as far as the file system tells.
  private let modified: Int
  /// Names the file itself, whatever path led to it.
  package let device: UInt64
  package let inode: UInt64

  /// Looks at the file that a path leads to, or at a link itself.
  package init(of path: RawPath, followingLinks: Bool = true) throws(StorageError) {
    var status = stat()
    let code = path.withCString { name -> Int32 in
      while (followingLinks ? stat(name, &status) : lstat(name, &status)) != 0 {
        if errno != EINTR { return errno }
      }
      return 0
    }
    guard code == 0 else { throw StorageError("look at", path.description, code: code) }
    self.init(status)
  }

  /// Looks at what a path leads to; nil where nothing is there.
  ///
  /// Throws where that cannot be told.
  package static func ifThere(_ path: String) throws(StorageError) -> FileStatus? {
    do throws(StorageError) {
      return try FileStatus(of: RawPath(path))
    } catch {
      guard error.kind == .notThere else { throw error }
      return nil
    }
  }

  /// Looks at an open file.
  package init(of file: borrowing Descriptor) throws(StorageError) {
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
      throw StorageError("look at", file.path, code: errno)
    }
    self.init(status)
  }

  /// Looks at what bears the name in a directory, a link itself.
  init(of name: RawPath, in folder: borrowing Folder) throws(StorageError) {
    var status = stat()
    let code = name.withCString {
      fstatat(folder.number, $0, &status, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno
    }
    guard code == 0 else { throw StorageError("look at", "\(folder.path)/\(name)", code: code) }
    self.init(status)
  }

  private init(_ status: stat) {
    kind = Self.kind(of: status.st_mode)
    size = Int(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }

  private static func kind(of mode: mode_t) -> Kind {
    switch mode & S_IFMT {
    case S_IFREG: .regularFile
    case S_IFDIR: .directory
    case S_IFLNK: .symbolicLink
    case S_IFIFO: .special("a FIFO")
    case S_IFSOCK: .special("a socket")
    default: .special("a device")
    }
  }
}
