import Bundle
import Dataset
import Files
import JSON

/// A folder that was named for a comparison and holds no bundle.
package struct MissingBundle: Error, CustomStringConvertible {
  package let description: String
}

/// One side of a comparison: a bundle made by Clipmill or by the former Python tool.
struct CompareBundle {
  let layout: BundleLayout

  /// Takes the folder, which must have a label file.
  init(_ path: String) throws(MissingBundle) {
    let layout = BundleLayout(path)
    guard FileSystem.exists(path) else {
      throw MissingBundle(description: "\(path) is not there (name a bundle)")
    }
    guard Split.allCases.contains(where: { FileSystem.exists(layout.labels(of: $0)) }) else {
      throw MissingBundle(
        description: "\(path) is not a bundle: it has neither train/train_labels.json nor"
          + " val/val_labels.json")
    }
    self.layout = layout
  }

  /// True if names that differ in case only are one file on the bundle's file system.
  var ignoresCase: Bool { NameRules(askingAt: layout.root).foldsCase }

  /// A row with its place in the label file, and the bundle's statements about its clip.
  struct Found {
    let row: CompareRow
    let place: Range<Int>
    let digest: ContentDigest?
    let origin: CompareOrigin?
    /// The byte range of `origin`'s line in `metadata.jsonl`.
    let originPlace: Range<Int>
  }

  /// Calls the closure for every row, train first, each split in its file's order.
  func visit(_ body: (Found) throws -> Void) throws {
    for split in Split.allCases where FileSystem.exists(layout.labels(of: split)) {
      var origins = OriginRows(layout, split)
      if let absence = origins.absence { throw absence }
      var parser = JSONParser()
      let labels = try LabelFileReader(layout.labels(of: split))
      while let entry = try labels.next() {
        let row = try Self.row(entry.text, split, &parser, in: layout.labels(of: split))
        let next = try origins.next()?.row
        let origin = next?.row.file == row.entry.file ? next : nil
        try body(
          Found(
            row: row, place: entry.offset..<entry.offset + entry.text.count,
            digest: origin?.digest, origin: origin.map(CompareOrigin.init),
            originPlace: origins.place))
      }
    }
  }

  /// Reads one row again.
  func row(_ split: Split, at place: Range<Int>) throws -> CompareRow {
    let path = layout.labels(of: split)
    var parser = JSONParser()
    let text = try FileSystem.read(path, from: place.lowerBound, byteCount: place.count)
    return try Self.row(text, split, &parser, in: path)
  }

  /// Reads a line of `metadata.jsonl` again; nil where it has changed since.
  func origin(_ split: Split, at place: Range<Int>) throws -> CompareOrigin? {
    var parser = JSONParser()
    let text = try FileSystem.read(
      layout.huggingFaceRows(of: split), from: place.lowerBound, byteCount: place.count)
    return try parser.parse(text) { OriginRow($0).map(CompareOrigin.init) }
  }

  private static func row(
    _ text: [UInt8], _ split: Split, _ parser: inout JSONParser, in path: String
  ) throws -> CompareRow {
    let row = try? parser.parse(text, numbers: .lenient) { CompareRow($0, split: split) }
    guard let row = row ?? nil else {
      throw StorageError(
        damaged: path, "not a label file: an entry is not an object with `file` and `label`")
    }
    return row
  }

  /// Where a row's clip lies: in a tar, relative to its split, else to the bundle, or absolute.
  func clip(of row: CompareRow) -> ClipFile {
    let file = row.entry.file.string
    if file.hasPrefix("/") { return ClipFile(file) }
    let inSplit = "\(layout.directory(of: row.split))/\(file)"
    if let stored = row.entry.stored { return ClipFile(inSplit, stored: stored) }
    let inBundle = "\(layout.root)/\(file)"
    return ClipFile(
      !FileSystem.exists(inSplit) && FileSystem.exists(inBundle) ? inBundle : inSplit)
  }
}
