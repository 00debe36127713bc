import Bundle
import Dataset
import Files
import Glibc
import JSON

/// The folder that a pack is written to, and what is left of one that was interrupted.
struct PackPlace: ~Copyable {
  let root: String
  /// Held while this pack is written, so that no second one is.
  private let lock: Descriptor

  private static let stateName = ".unfinished-pack"

  /// Claims the folder for a job; what may not be there is a `PackError`.
  static func claim(_ output: String, _ start: PackRequest.Start, _ job: PackJob) throws
    -> PackPlace
  {
    let root = FileSystem.absolute(output)
    let state = "\(root)/\(stateName)"
    let names = try FileSystem.namesIfThere(in: root)
    let isPack = names.contains(PackRecord.name) || names.contains(stateName)
    switch start {
    case .fresh where !names.isEmpty:
      throw PackError.exists(root, isPack ? "holds a pack" : "is not empty")
    case .overwriting, .resuming:
      guard names.isEmpty || isPack else { throw PackError.exists(root, "holds no earlier pack") }
    case .fresh: break
    }
    if case .overwriting = start { try requireClear(root, names) }
    try FileSystem.makeDirectories(state)
    let lock = try Descriptor(opening: "\(state)/lock", O_WRONLY | O_CREAT | O_NOFOLLOW)
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else { throw PackError.busy(root) }
    let place = PackPlace(root: root, lock: lock)
    if case .overwriting = start { try place.clear(names) }
    try place.settle(job, start)
    return place
  }

  private init(root: String, lock: consuming Descriptor) {
    self.root = root
    self.lock = lock
  }

  var state: String { "\(root)/\(Self.stateName)" }
  func folder(of split: Split) -> String { "\(root)/\(split.rawValue)" }

  /// Takes the job down, or holds it against the one that was begun here.
  private func settle(_ job: PackJob, _ start: PackRequest.Start) throws {
    let path = "\(state)/made-of.json"
    let bytes = JSONFile.document(job)
    if case .resuming = start, FileSystem.exists(path) {
      guard try FileSystem.read(path) == bytes else { throw PackError.otherPack(root) }
      try OutputFile.removeUnfinished(in: try Folder(state))
      for split in Split.allCases where FileSystem.isDirectory(folder(of: split)) {
        try OutputFile.removeUnfinished(in: try Folder(folder(of: split)))
      }
      return
    }
    try FileSystem.replace(path, with: bytes)
  }

  // MARK: Units

  /// What is on record of a unit whose files are all there.
  func written(_ unit: PackUnit) throws -> UnitRecord? {
    let path = PackTask.record(of: unit, in: state)
    guard FileSystem.exists(path) else { return nil }
    let record = try JSONFile.decode(UnitRecord.self, from: try FileSystem.read(path))
    for file in record.files {
      guard FileSystem.size("\(root)/\(file.name)") == file.size else { return nil }
    }
    return record
  }

  /// Removes what was needed to go on after an interruption.
  consuming func close() throws {
    for name in try FileSystem.names(in: state) { try FileSystem.remove("\(state)/\(name)") }
    guard rmdir(state) == 0 else { throw StorageError("remove", state, code: errno) }
    try FileSystem.syncDirectory(root)
  }

  // MARK: An earlier pack

  /// Throws for a file that no pack has.
  private static func requireClear(_ root: String, _ names: [String]) throws {
    for name in names where name != stateName {
      if let strange = try stranger(at: name, in: root) {
        throw PackError.exists(root, "holds \(strange), which is no pack's")
      }
    }
  }

  /// Removes an earlier pack, finished or not.
  private func clear(_ names: [String]) throws {
    // Its record goes first: what is left of it must not look whole.
    try FileSystem.remove("\(root)/\(PackRecord.name)")
    let folder = try Folder(root)
    for name in names where name != Self.stateName { try folder.removeTree(name) }
    for name in try FileSystem.names(in: state) where name != "lock" {
      try FileSystem.remove("\(state)/\(name)")
    }
  }

  /// The first file at or below a path in the folder that no pack has.
  private static func stranger(at path: String, in root: String) throws -> String? {
    guard FileSystem.isDirectory("\(root)/\(path)") else { return isOfPack(path) ? nil : path }
    for name in try FileSystem.names(in: "\(root)/\(path)") {
      if let found = try stranger(at: "\(path)/\(name)", in: root) { return found }
    }
    return nil
  }

  /// Whether a pack has files that are so called.
  private static func isOfPack(_ path: String) -> Bool {
    let name = FileSystem.name(of: path)
    if path.contains("/audio/") {
      return ClipFormat.allCases.contains { name.hasSuffix(".\($0.fileExtension)") }
        || name.hasSuffix(".part")
    }
    let layout = BundleLayout("/")
    let documents = [layout.card, layout.checksums].map(FileSystem.name)
    return OutputFile.isUnfinished(name) || documents.contains(path)
      || [".tar", ".parquet", ".npy", ".jsonl", ".json"].contains { name.hasSuffix($0) }
  }
}

/// What a pack is made of: one that was interrupted goes on only as the same.
struct PackJob: Codable, Equatable {
  var version = 1
  let source: String
  let form: PackForm
  let split: Split?
  let labels: [Text]
  let mostBytes: Int?
  let checksums: Bool
  /// Of the units: where each begins and ends in the rows.
  let units: [[Int]]

  init(_ request: PackRequest, _ source: PackSource, _ units: [PackUnit]) {
    self.source = source.published.bundleDigest
    form = request.form
    split = request.part.split
    labels = request.part.labels
    mostBytes = request.part.mostBytes
    checksums = request.checksums
    self.units = units.map { [$0.rows.lowerBound, $0.rows.upperBound, $0.clips] }
  }
}

/// The files of a unit, which are whole.
struct UnitRecord: Codable, Sendable {
  struct File: Codable, Sendable {
    /// Relative to the pack.
    let name: String
    let size: Int
    /// Nil where no checksums are written.
    let sha256: String?
    /// XXH3-128 of a tar, 32 hexadecimal digits.
    var digest: String?
  }

  var files: [File] = []

  /// Adds a file below `root`.
  mutating func add(_ stamp: FileStamp, in root: String, digest: ContentDigest? = nil) {
    files.append(
      File(
        name: String(stamp.path.dropFirst(root.count + 1)), size: stamp.size,
        sha256: stamp.sha256.isEmpty ? nil : stamp.sha256, digest: digest?.description))
  }
}
