package import Bundle
package import Files
import Glibc

/// Puts clips under their final names: complete or not at all, even if several attempts do so.
///
/// A clip is written beside the dataset and renamed into it, so a process that dies leaves an unfinished file, never
/// a part of a clip. If a name is taken, the files are compared: the same bytes are the same clip; others are
/// replaced, unless they belong to another clip whose name is the same to the file system. Costs two metadata
/// operations for the first clip of an event (create, rename) and one for each further clip (link).
package struct ClipPublisher: ~Copyable {
  private let bundle: BundleLayout
  /// This attempt's own directory for unfinished files.
  private let staging: Folder
  private let linkIdentical: Bool
  private var counter = 0
  /// The folder of the latest clip, which exists.
  private var lastDirectory = ""
  private var knownDirectories: Set<String> = []

  /// `attempt` must be unique among all attempts that ever publish into this bundle.
  package init(
    into bundle: BundleLayout, attempt: String, linkIdentical: Bool
  ) throws(StorageError) {
    self.bundle = bundle
    self.linkIdentical = linkIdentical
    try FileSystem.makeDirectories(bundle.inner)
    let path = "\(bundle.relative(bundle.unfinished))/\(attempt)"
    staging = try Folder(own: path, beneath: bundle.root)
  }

  deinit { rmdir(staging.path) }

  /// Publishes `bytes` under each of `names`, which are relative to the bundle.
  package mutating func publish(_ bytes: [UInt8], as names: [String]) throws(StorageError) {
    guard let first = names.first else { return }
    try publish(bytes, as: first)
    for name in names.dropFirst() {
      if linkIdentical {
        try link(first, as: name, holding: bytes)
      } else {
        try publish(bytes, as: name)
      }
    }
  }

  private mutating func publish(_ bytes: [UInt8], as name: String) throws(StorageError) {
    let path = try prepare(name)
    let unfinished = nextUnfinished()
    do throws(StorageError) {
      var file = try staging.create(unfinished)
      try file.write(bytes)
      try file.close()
      try settle(unfinished, as: path, holding: bytes)
    } catch {
      try? staging.remove(unfinished)
      throw error
    }
  }

  /// Gives a finished file its name; a name that is taken by other bytes is replaced in one step.
  private borrowing func settle(
    _ unfinished: String, as path: String, holding bytes: [UInt8]
  ) throws(StorageError) {
    switch staging.renameWithoutReplacing(unfinished, to: path) {
    case 0: return
    case EEXIST:
      if Self.file(path, holds: bytes) {
        try staging.remove(unfinished)
      } else {
        try Self.requireOwn(path)
        try staging.rename(unfinished, to: path)
      }
    case let code: throw StorageError(naming: path, "publish", code: code)
    }
  }

  /// Gives the file `first` a second name; copies it if the file system cannot link.
  private mutating func link(
    _ first: String, as name: String, holding bytes: [UInt8]
  ) throws(StorageError) {
    let path = try prepare(name)
    let original = "\(bundle.root)/\(first)"
    if Glibc.link(original, path) == 0 { return }
    switch errno {
    case EEXIST:
      if Self.file(path, holds: bytes) { return }
      try Self.requireOwn(path)
      let unfinished = nextUnfinished()
      try staging.link(original, as: unfinished)
      try staging.rename(unfinished, to: path)
    case EMLINK, EPERM, EOPNOTSUPP, EXDEV, ENOSYS: try publish(bytes, as: name)
    case let code: throw StorageError(naming: path, "link", code: code)
    }
  }

  private mutating func nextUnfinished() -> String {
    counter += 1
    return "\(counter)"
  }

  private mutating func prepare(_ name: String) throws(StorageError) -> String {
    precondition(FileSystem.staysBeneath(name), "the clip name \(name) would leave the bundle")
    let path = "\(bundle.root)/\(name)"
    let directory = FileSystem.folder(of: path)
    if directory == lastDirectory { return path }
    if !knownDirectories.contains(directory) {
      try FileSystem.makeDirectories(directory)
      knownDirectories.insert(directory)
    }
    lastDirectory = directory
    return path
  }

  /// Throws if the existing file belongs to another clip, whose name differs in case only.
  private static func requireOwn(_ path: String) throws(StorageError) {
    guard let name = try FileSystem.nameInAnotherCase(path) else { return }
    throw StorageError(
      name: path, "the file system takes it for \(name), which is another clip's")
  }

  private static func file(_ path: String, holds bytes: [UInt8]) -> Bool {
    guard let found = try? FileSystem.read(path, limit: bytes.count) else { return false }
    return found == bytes
  }
}
