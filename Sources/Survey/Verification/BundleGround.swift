import Files
import Glibc

/// The target of a bundle.
enum BundleGround {
  /// The reason why no bundle can be made at an absolute path, in a phrase; nil if nothing prevents it.
  ///
  /// Finding out makes nothing.
  static func obstacle(at path: String) -> String? {
    if FileSystem.exists(path) {
      return isFolder(path) ? nil : "\(path) is not a folder"
    }
    if let target = FileSystem.linkTarget(path) {
      return "\(path) is a link to \(target), which is not there"
    }
    if path.split(separator: "/").contains(where: { $0.utf8.count > NAME_MAX }) {
      return "a name in its path is longer than \(NAME_MAX) bytes"
    }
    let above = FileSystem.nearest(path)
    guard isFolder(above) else { return "\(above) is not a folder" }
    return access(above, W_OK | X_OK) == 0 ? nil : "\(above) may not be written"
  }

  private static func isFolder(_ path: String) -> Bool {
    FileSystem.isDirectory(FileSystem.resolved(path))
  }
}
