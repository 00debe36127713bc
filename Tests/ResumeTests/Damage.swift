import Foundation
import Glibc
import TestSupport

/// Possible damage to a clip after the run that wrote it.
enum Damage: CaseIterable {
  case deleted
  case truncated
  case emptied
  case overwritten

  /// Does it to the file itself, and so to every name that it has; a deletion takes one name.
  func strike(_ path: String, _ random: inout SeededNumbers) throws {
    switch self {
    case .deleted: try FileManager.default.removeItem(atPath: path)
    case .truncated:
      let size = try Int(FolderTree.status(path).st_size)
      truncate(path, 1 + random.below(size - 1))
    case .emptied: truncate(path, 0)
    case .overwritten: try Self.overwrite(path)
    }
  }

  /// Changes bytes in the middle, and neither the size nor the file.
  static func overwrite(_ path: String) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    let size = try file.seekToEnd()
    try file.seek(toOffset: size / 2)
    try file.write(contentsOf: Data([0x5A, 0xA5, 0x5A, 0xA5]))
    try file.close()
  }
}
