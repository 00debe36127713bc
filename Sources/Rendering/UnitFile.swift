import Bundle
import Dataset
import Files
import Glibc

/// The file of a unit's clips, written by one attempt: it is there whole, or not at all.
///
/// It lies aside until a merge gives it its name among the clips, so that no late attempt can touch what another one
/// has committed. Costs four metadata operations a unit, whatever it holds.
struct UnitFile<Container: UnitContainer>: ~Copyable {
  private let split: Split
  private let path: String
  private let staging: Folder
  private var file: Descriptor?
  private var pending: [UInt8] = []
  private var hash = ContentHash()
  private var sha256: SHA256?
  /// Bytes so far.
  private var size = 0
  /// Bytes of them that are durable.
  private var synced = 0
  private var clips = 0

  /// Bytes that are written at a time.
  private static var piece: Int { 1 << 20 }
  /// Bytes after which they are made durable, so that no wait is long.
  private static var unsynced: Int { 32 << 20 }
  private static var unfinished: String { "unit" }

  /// The file that belongs to the report at `report`; `attempt` is unique among all attempts at the bundle.
  init(
    of split: Split, ofReport report: String, in bundle: BundleLayout, attempt: String,
    checksums: Bool
  ) throws(StorageError) {
    self.split = split
    path = bundle.unit(ofReport: report)
    let folder = bundle.relative(FileSystem.folder(of: path))
    _ = try Folder(own: folder, beneath: bundle.root).path
    staging = try Folder(
      own: "\(bundle.relative(bundle.unfinished))/\(attempt)", beneath: bundle.root)
    sha256 = checksums ? SHA256() : nil
  }

  deinit {
    // A file that has its name is no longer there.
    unlink("\(staging.path)/\(Self.unfinished)")
    rmdir(staging.path)
  }

  /// Adds a clip; where its sound begins in the file, in bytes.
  mutating func append(_ clip: UnitClip) throws(StorageError) -> Int {
    let start = size + pending.count
    let offset = Container.append(clip, to: &pending)
    clips += 1
    if pending.count >= Self.piece { try flush() }
    return start + offset
  }

  private mutating func flush() throws(StorageError) {
    if file == nil { file = try staging.create(Self.unfinished) }
    try file?.write(pending)
    pending.withUnsafeBytes { hash.update($0) }
    sha256?.update(pending)
    size += pending.count
    if size - synced >= Self.unsynced { try sync() }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func sync() throws(StorageError) {
    try file?.sync()
    synced = size
  }

  /// Makes the file durable and gives it its name; nil, and no file, where no clip was added.
  consuming func finish() throws(StorageError) -> UnitStamp? {
    guard clips > 0 else { return nil }
    pending += Container.end
    try flush()
    try sync()
    if var file = file.take() { try file.close() }
    try staging.rename(Self.unfinished, to: path)
    return UnitStamp(
      split: split, size: size, digest: hash.digest(), sha256: sha256.take()?.hexadecimal(),
      clips: clips)
  }
}
