import Files
import Glibc

/// The ground a bundle would stand on.
enum BundleGround {
  private static let longestName = 255

  /// Why no bundle can be made at an absolute path, in a phrase; nil where nothing is in the way.
  ///
  /// Nothing is made to find out.
  static func obstacle(at path: String) -> String? {
    if FileSystem.exists(path) {
      return isFolder(path) ? nil : "\(path) is no folder"
    }
    if let target = FileSystem.linkTarget(path) {
      return "\(path) is a link to \(target), which is not there"
    }
    if path.split(separator: "/").contains(where: { $0.utf8.count > longestName }) {
      return "a name in its path is longer than \(longestName) bytes"
    }
    let above = FileSystem.nearest(path)
    guard isFolder(above) else { return "\(above) is no folder" }
    return access(above, W_OK | X_OK) == 0 ? nil : "\(above) may not be written"
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
