import Foundation

/// The possible changes to a whole document.
enum FileMutation: CaseIterable {
  case removed, linkToOther, linkToZero, linkToFolder, pipe, folder, exchanged

  /// Does it to `path` below `folder` and says what; `others` are the other documents' paths.
  func apply(to path: String, of others: [String], in folder: String, _ draw: inout Draw) throws
    -> String?
  {
    let whole = "\(folder)/\(path)"
    let other = draw.pick(others)
    let manager = FileManager.default
    if self == .exchanged {
      guard !manager.contentsEqual(atPath: whole, andPath: "\(folder)/\(other)") else { return nil }
      try manager.moveItem(atPath: whole, toPath: "\(folder)/exchanged")
      try manager.moveItem(atPath: "\(folder)/\(other)", toPath: whole)
      try manager.moveItem(atPath: "\(folder)/exchanged", toPath: "\(folder)/\(other)")
      return "exchanged with \(other)"
    }
    try manager.removeItem(atPath: whole)
    func link(to target: String) throws -> String {
      try manager.createSymbolicLink(atPath: whole, withDestinationPath: target)
      return "a link to \(target)"
    }
    switch self {
    case .linkToOther: return try link(to: "\(folder)/\(other)")
    case .linkToZero: return try link(to: "/dev/zero")
    case .linkToFolder: return try link(to: "\(folder)/train")
    case .pipe:
      guard mkfifo(whole, 0o666) == 0 else { throw CocoaError(.fileWriteUnknown) }
      return "a pipe"
    case .folder:
      try manager.createDirectory(atPath: whole, withIntermediateDirectories: false)
      return "a folder"
    case .removed, .exchanged: return "removed"
    }
  }
}
