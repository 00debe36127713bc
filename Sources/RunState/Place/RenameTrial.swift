package import Files
import Glibc

/// What the storage of a folder does when a file is renamed over another, found out by doing it.
package enum RenameTrial {
  case replaces
  /// It says that it did, and the other file is still there.
  case lies
  case refuses(StorageError)

  /// Tries it with two small files, which are removed.
  ///
  /// Throws where they cannot be made.
  package init(in folder: String) throws(StorageError) {
    let old = "\(folder)/\(OutputFile.unfinishedName("renamed"))"
    let new = "\(folder)/\(OutputFile.unfinishedName("renaming"))"
    defer { for path in [old, new] { unlink(path) } }
    for (path, byte) in [(old, 1), (new, 2)] as [(String, UInt8)] {
      var file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL)
      try file.write([byte])
      try file.close()
    }
    do throws(StorageError) {
      try FileSystem.rename(new, old)
    } catch {
      self = .refuses(error)
      return
    }
    self = try FileSystem.read(old) == [2] && !FileSystem.exists(new) ? .replaces : .lies
  }
}
