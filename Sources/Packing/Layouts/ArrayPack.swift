import Bundle
import Dataset
import Files
import Glibc

/// npy: the samples of all clips of a split in one array, with arrays of where clips begin and of their classes.
struct ArrayPack: PackLayout {
  let task: PackTask

  /// The arrays of a split: name, type and bytes a value.
  private enum Column: String, CaseIterable {
    case audio = "audio.npy"
    case offsets = "offsets.npy"
    case classes = "component_idx.npy"

    var type: String {
      switch self {
      case .audio: "<i2"
      case .offsets: "<i8"
      case .classes: "<i4"
      }
    }

    var width: Int {
      switch self {
      case .audio: 2
      case .offsets: 8
      case .classes: 4
      }
    }

    /// Where value number `place` lies in the file.
    func offset(_ place: Int) -> Int { ArrayHeader.length + width * place }

    /// Values of all units.
    func count(_ units: [PackUnit]) -> Int {
      let (clips, frames) =
        units.last.map { ($0.clipsBefore + $0.clips, $0.framesBefore + $0.frames) } ?? (0, 0)
      switch self {
      case .audio: return frames
      case .offsets: return clips + 1
      case .classes: return clips
      }
    }
  }

  private func unfinished(_ column: Column, _ split: Split) -> String {
    "\(task.state)/\(split.rawValue)-\(column.rawValue)"
  }

  func prepare(_ split: Split, _ units: [PackUnit]) throws {
    for column in Column.allCases {
      let count = column.count(units)
      var start = ArrayHeader.bytes(of: column.type, count: count)
      if column == .offsets { start += [UInt8](repeating: 0, count: column.width) }
      try SharedFile.prepare(unfinished(column, split), start: start, size: column.offset(count))
    }
  }

  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord {
    func open(_ column: Column, _ place: Int) throws -> SharedFile {
      try SharedFile(unfinished(column, unit.split), from: column.offset(place))
    }
    var audio = try open(.audio, unit.framesBefore)
    // The first offset is that of the first clip, which is 0.
    var offsets = try open(.offsets, unit.clipsBefore + 1)
    var classes = try open(.classes, unit.clipsBefore)
    var parts = try RowParts(unit, of: task, labelled: false)
    var frames = unit.framesBefore
    while let clip = try clips.next() {
      let samples = try clip.samples(task.source.clips)
      frames += samples.count / 2
      try audio.write(samples)
      try offsets.write(Self.bytes(frames, 8))
      try classes.write(Self.bytes(clip.classNumber, 4))
      try parts.add(clip, file: clip.bundleFile(task.source))
    }
    guard frames == unit.framesBefore + unit.frames else {
      throw StorageError(
        damaged: task.source.layout.huggingFaceRows(of: unit.split),
        "it states other lengths than the clips have")
    }
    try audio.finish()
    try offsets.finish()
    try classes.finish()
    try parts.finish()
    return UnitRecord()
  }

  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp] {
    let folder = task.folder(of: split)
    try FileSystem.makeDirectories(folder)
    var stamps: [FileStamp] = []
    for column in Column.allCases {
      let (old, path) = (unfinished(column, split), "\(folder)/\(column.rawValue)")
      // One that an interrupted pack has finished is there already.
      if FileSystem.exists(old) { try FileSystem.rename(old, path) }
      stamps.append(try task.stamp(path))
    }
    stamps.append(
      try RowParts.join(rows: units, of: task, to: task.layout.huggingFaceRows(of: split)))
    return stamps
  }

  /// A number's lowest bytes, little-endian.
  private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
