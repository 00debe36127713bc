import Glibc

/// The status of the file at a path.
package struct FileStatus: Hashable, Sendable {
  /// The kind of a file, as far as a reader must know it.
  package enum Kind: Hashable, Sendable {
    case regularFile
    case directory
    case symbolicLink
    /// A FIFO, socket or device; the text has its article.
    case special(String)

    /// Words for the kind, with an article.
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
  /// Time of the last change, in ns since 1970 as far as the file system states it.
  private let modified: Int
  /// Identifies the file itself, independent of the path.
  package let device: UInt64
  package let inode: UInt64

  /// Reads the status of the file at a path, or of a link itself.
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

  /// Reads the status of the file at a path; nil if there is none.
  ///
  /// Throws if that cannot be found out.
  package static func ifThere(_ path: String) throws(StorageError) -> FileStatus? {
    do throws(StorageError) {
      return try FileStatus(of: RawPath(path))
    } catch {
      guard error.kind == .notThere else { throw error }
      return nil
    }
  }

  /// Reads the status of an open file.
  package init(of file: borrowing Descriptor) throws(StorageError) {
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
      throw StorageError("look at", file.path, code: errno)
    }
    self.init(status)
  }

  /// Reads the status of an entry in a directory, or of a link itself.
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
