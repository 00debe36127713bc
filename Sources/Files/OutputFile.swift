package import Dataset
import Glibc

/// A file that is written beside its final name and takes that name only when it is complete.
///
/// An unfinished one that goes out of scope, for example after an error, is removed.
package struct OutputFile: ~Copyable {
  private let file: Descriptor
  private let temporary: String
  private let path: String
  private var pending: [UInt8] = []
  /// Nil where no digest is wanted.
  private var hash: SHA256?
  private var isSettled = false
  private var size = 0
  private static let flushSize = 1 << 18
  /// Distinguishes this process's files from those of others.
  ///
  /// A pid does not: other hosts that share the folder use the same ones, and every container has a process 1.
  private static let owner = Int.random(in: owners)
  private static let owners = 1_000_000_000...9_999_999_999

  /// Starts a file that will replace `path`; makes the directories above it.
  ///
  /// `isHashed: false` spares the digest of a file that nobody asks for one.
  package init(replacing path: String, isHashed: Bool = true) throws(StorageError) {
    let temporary = Self.temporary(for: path)
    self.init(
      file: try Self.create(temporary), temporary: temporary, path: path, isHashed: isHashed)
  }

  private init(file: consuming Descriptor, temporary: String, path: String, isHashed: Bool) {
    self.file = file
    hash = isHashed ? SHA256() : nil
    self.temporary = temporary
    self.path = path
    pending.reserveCapacity(Self.flushSize + 4096)
  }

  /// The most bytes of a temporary name: the limit of eCryptfs; other file systems take 255.
  private static let nameLimit = 143

  /// The unfinished file's path; if its ending would make the name too long, a digest replaces the name.
  private static func temporary(for path: String) -> String {
    let (name, ending) = (Array(FileSystem.name(of: path).utf8), ".\(owner).part")
    if name.count + ending.utf8.count <= nameLimit { return path + ending }
    let start = String(decoding: path.utf8.dropLast(name.count), as: UTF8.self)
    return "\(start)\(ContentDigest(of: name))\(ending)"
  }

  /// Removes unfinished files in a directory whose processes are gone.
  ///
  /// Only for the sole owner of the directory: unfinished files of all other processes are removed too.
  package static func removeUnfinished(in folder: borrowing Folder) throws(StorageError) {
    let listing = try folder.listing()
    for position in 0..<listing.count where listing[position].kind == .regularFile {
      let name = listing.path(position).description
      guard let owner = owner(ofUnfinished: name), owner != Self.owner else { continue }
      try folder.remove(name)
    }
  }

  /// The name of another file of this process that is removed as an unfinished one is, if the process dies.
  package static func unfinishedName(_ name: String) -> String { "\(name).\(owner).part" }

  /// True if a file's name is that of an unfinished file.
  package static func isUnfinished(_ name: String) -> Bool { owner(ofUnfinished: name) != nil }

  /// The process in an unfinished file's name; nil for a name of another kind.
  private static func owner(ofUnfinished name: String) -> Int? {
    let parts = name.split(separator: ".")
    guard parts.count > 2, parts.last == "part", let owner = Int(parts[parts.count - 2]),
      owners.contains(owner)
    else { return nil }
    return owner
  }

  private static func create(_ path: String) throws(StorageError) -> Descriptor {
    let folder = FileSystem.folder(of: path)
    if !folder.isEmpty { try FileSystem.makeDirectories(folder) }
    return try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  }

  /// Adds to the end; the bytes reach the disk 256 KiB at a time.
  package mutating func write(_ bytes: [UInt8]) throws(StorageError) {
    pending += bytes
    if pending.count >= Self.flushSize { try flush() }
  }

  private mutating func flush() throws(StorageError) {
    try file.write(pending)
    hash?.update(pending)
    size += pending.count
    pending.removeAll(keepingCapacity: true)
  }

  /// Makes the file durable and gives it its name; the digest of one that is not hashed is empty.
  package consuming func finish() throws(StorageError) -> FileStamp {
    try flush()
    try file.sync()
    try FileSystem.rename(temporary, path)
    isSettled = true
    guard let hash = hash.take() else { return FileStamp(path: path, size: size, sha256: "") }
    return FileStamp(path: path, size: size, sha256: hash.hexadecimal())
  }

  /// Removes the unfinished file.
  package consuming func abandon() {}

  deinit { if !isSettled { unlink(temporary) } }
}
