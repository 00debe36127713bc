import Bundle
import Containers
import Dataset
import Files

/// WebDataset: a tar a unit, and the documents of a bundle whose clips lie in tars.
struct TarPack: PackLayout {
  let task: PackTask

  /// Bytes that are gathered before they are written.
  static let pieceBytes = 1 << 20

  func prepare(_ split: Split, _ units: [PackUnit]) {}

  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord {
    let name = BundleLayout.tarName(unit.split, unit.number)
    var tar = try task.file("\(task.folder(of: unit.split))/\(name)")
    var parts = try RowParts(unit, of: task, labelled: true)
    var texts = SampleText(carrying: task.source.columns)
    let format = task.source.clips.format
    var piece: [UInt8] = []
    piece.reserveCapacity(2 * Self.pieceBytes)
    var offset = 0
    var hash = ContentHash()
    while let clip = try clips.next() {
      let key = clip.key
      let file = key.file(format)
      try clip.requireTarSize()
      let place = StoredClip(
        shard: Text(name), offset: offset + piece.count + TarSample.soundOffset,
        size: clip.sound.count)
      TarSample.append(
        key, sound: clip.sound, format, classNumber: clip.classNumber,
        row: texts.row(of: clip.origin, file: file), to: &piece)
      try parts.add(clip, file: Text(file), at: place)
      if piece.count >= Self.pieceBytes {
        try tar.write(piece)
        piece.withUnsafeBytes { hash.update($0) }
        offset += piece.count
        piece.removeAll(keepingCapacity: true)
      }
    }
    piece += TarHeader.end
    try tar.write(piece)
    piece.withUnsafeBytes { hash.update($0) }
    var record = UnitRecord()
    record.add(try tar.finish(), in: task.root, digest: hash.digest())
    try parts.finish()
    return record
  }

  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp] {
    let layout = task.layout
    return [
      try RowParts.join(labels: units, of: task, to: layout.labels(of: split)),
      try RowParts.join(rows: units, of: task, to: layout.huggingFaceRows(of: split)),
    ]
  }
}
