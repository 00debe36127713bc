import Bundle
import Containers
import Dataset
import Files
import Glibc
import JSON

/// The rows of a unit that are chosen, one after another.
struct UnitRows: ~Copyable {
  let path: String
  private let names: [Text]
  private let labels: Set<Text>
  private let bytes: [UInt8]
  private var position = 0
  private var left: Int
  private var parser = JSONParser()

  /// Reads the unit's rows, which memory holds.
  init(_ unit: PackUnit, of source: PackSource, _ part: PackPart) throws(StorageError) {
    path = source.layout.huggingFaceRows(of: unit.split)
    names = source.published.options.bundle.labelFields
    labels = Set(part.labels)
    bytes = try FileSystem.read(path, from: unit.rows.lowerBound, byteCount: unit.rows.count)
    left = unit.clips
  }

  /// The next row; nil at the end.
  ///
  /// One that is not as the export wrote it is a `damaged` error.
  mutating func next() throws(StorageError) -> OriginRow? {
    while left > 0 {
      guard position < bytes.count, let row = row() else {
        throw StorageError(damaged: path, "a line of it is not a clip's, or gone")
      }
      guard labels.isEmpty || labels.contains(row.row.label) else { continue }
      left -= 1
      return row
    }
    return nil
  }

  private mutating func row() -> OriginRow? {
    let (all, names) = (bytes, names)
    return all.withUnsafeBytes { bytes in
      let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
      guard let start = rest.baseAddress, let end = memchr(start, 0x0A, rest.count) else {
        return nil
      }
      // Safe because the end lies in the bytes that begin at the start.
      let count = UnsafeRawPointer(end) - start
      position += count + 1
      let line = UnsafeRawBufferPointer(rebasing: rest[..<count])
      return (try? parser.parse(line)).flatMap { OriginRow($0, carrying: names) }
    }
  }
}

/// The clips of a unit, one after another, as the bundle has them.
struct UnitClips: ~Copyable {
  private let source: PackSource
  private let split: Split
  private let counter: PackCounter
  private var rows: UnitRows
  /// The latest sound: clips of one event hold the same.
  private var last: (digest: ContentDigest, sound: [UInt8])?

  /// Memory holds the unit's rows and one clip.
  init(
    _ unit: PackUnit, of source: PackSource, _ part: PackPart, counting counter: PackCounter
  ) throws(StorageError) {
    self.init(source, unit.split, counter, try UnitRows(unit, of: source, part))
  }

  private init(
    _ source: PackSource, _ split: Split, _ counter: PackCounter, _ rows: consuming UnitRows
  ) {
    self.source = source
    self.split = split
    self.counter = counter
    self.rows = rows
  }

  /// The next clip; nil at the end.
  ///
  /// A row or a clip that is not as the export wrote it is a `damaged` error. Throws where the work is to end.
  mutating func next() throws -> PackClip? {
    if !counter.mayGoOn { try counter.check() }
    guard let origin = try rows.next() else { return nil }
    guard let name = origin.clipName(source.clips.format), let digest = origin.digest else {
      throw StorageError(damaged: rows.path, "a line of it is not a clip's")
    }
    let sound = try sound(origin.row, digest)
    counter.add(1)
    return PackClip(origin: origin, name: name, sound: sound)
  }

  private mutating func sound(_ row: LabelRow, _ digest: ContentDigest) throws(StorageError)
    -> [UInt8]
  {
    if let last, last.digest == digest { return last.sound }
    let file = ClipFile("\(source.layout.directory(of: split))/\(row.file)", stored: row.stored)
    let sound = try file.read(limit: .max)
    guard ContentDigest(of: sound) == digest else {
      throw StorageError(
        damaged: file.path,
        "it does not hold the clip on record (export --resume --deep renders it again)")
    }
    last = (digest, sound)
    return sound
  }
}

extension OriginRow {
  /// The name of the row's clip; nil where the row does not tell.
  func clipName(_ format: ClipFormat) -> ClipName? {
    let recorded = ClipName.contentID(inPath: row.file)
    guard row.eventID != nil || recorded != nil else { return nil }
    var event = Event(ordinal: ordinal ?? 1, eventID: row.eventID)
    event.recordedClipID = recorded
    return ClipName.names(of: event, labels: [row.label], format: format).first
  }
}
