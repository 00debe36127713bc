import Bundle
import Dataset
import Files
import Glibc

/// A file a clip, as an export without tars lays them out: clips of one event share their file where they may.
struct FilePack: PackLayout {
  let task: PackTask

  func prepare(_ split: Split, _ units: [PackUnit]) {}

  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord {
    let folder = task.folder(of: unit.split)
    var parts = try RowParts(unit, of: task, labelled: true)
    var record = UnitRecord()
    var last: (digest: ContentDigest, ordinal: Int?, stamp: FileStamp)?
    while let clip = try clips.next() {
      let file = clip.bundleFile(task.source)
      let path = "\(folder)/\(file)"
      let (digest, ordinal) = (clip.origin.digest, clip.origin.ordinal)
      var stamp: FileStamp
      if let last, last.digest == digest, last.ordinal == ordinal,
        try link(last.stamp.path, to: path)
      {
        stamp = last.stamp
        stamp.path = path
      } else {
        stamp = FileStamp(
          path: path, size: clip.sound.count,
          sha256: task.request.checksums ? SHA256.hexadecimal(of: clip.sound) : "")
        try put(clip.sound, at: path)
      }
      record.add(stamp, in: task.root)
      last = digest.map { ($0, ordinal, stamp) }
      try parts.add(clip, file: file)
    }
    // One call makes all files of the unit durable, before its record says so.
    FileSystem.syncFileSystem(of: folder)
    try parts.finish()
    return record
  }

  /// Writes a file that bears its name only when it is whole.
  private func put(_ bytes: [UInt8], at path: String) throws(StorageError) {
    let unfinished = path + ".part"
    do throws(StorageError) {
      try create(unfinished, bytes)
    } catch {
      guard error.kind == .notThere else { throw error }
      try FileSystem.makeDirectories(FileSystem.folder(of: path))
      try create(unfinished, bytes)
    }
    try FileSystem.rename(unfinished, path)
  }

  private func create(_ path: String, _ bytes: [UInt8]) throws(StorageError) {
    var file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
    try file.write(bytes)
    try file.close()
  }

  /// Gives a file another name, where the bundle's clips share theirs and the file system can; false elsewhere.
  private func link(_ path: String, to name: String) throws(StorageError) -> Bool {
    guard task.source.published.options.bundle.linkIdentical else { return false }
    if Glibc.link(path, name) == 0 { return true }
    guard errno == EEXIST else { return false }
    try FileSystem.remove(name)
    return Glibc.link(path, name) == 0
  }

  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp] {
    try TarPack(task: task).finish(split, units)
  }
}
