import Bundle
import Dataset
import Files
import JSON

/// What every part of a pack needs to know.
struct PackTask: Sendable {
  let source: PackSource
  let request: PackRequest
  /// Absolute.
  let root: String
  let state: String

  /// Where all of a bundle is written as a bundle again: its card and its record.
  let bundle: PackedBundle?

  /// Where a bundle's documents would lie.
  var layout: BundleLayout { BundleLayout(root) }

  func folder(of split: Split) -> String { layout.directory(of: split) }

  /// Where rows lie whose loaders take every file in a split's folder for one of clips.
  func rowsBeside(_ split: Split) -> String {
    "\(root)/\(split.rawValue)-\(FileSystem.name(of: layout.huggingFaceRows(of: split)))"
  }

  /// A part of a document of the split, which waits until those of all units are written.
  func part(_ unit: PackUnit, _ name: String) -> String { "\(state)/\(unit.name).\(name)" }

  /// Where it is noted that a unit's files are whole.
  static func record(of unit: PackUnit, in state: String) -> String { "\(state)/\(unit.name).json" }

  func note(_ record: UnitRecord, of unit: PackUnit) throws {
    try FileSystem.replace(Self.record(of: unit, in: state), with: JSONFile.document(record))
  }

  /// Starts a file of the pack, whose digest is taken where checksums are wanted.
  func file(_ path: String) throws(StorageError) -> OutputFile {
    try OutputFile(replacing: path, isHashed: request.checksums)
  }

  /// A file that is whole, with its digest where checksums are wanted.
  func stamp(_ path: String) throws(StorageError) -> FileStamp {
    FileStamp(
      path: path, size: try Descriptor(reading: path).size(),
      sha256: request.checksums ? try FileSystem.sha256(of: path) : "")
  }

  /// Joins the parts of a split's units to one file, with what stands around and between them.
  func join(
    _ units: [PackUnit], _ name: String, to path: String, start: String = "", between: String = "",
    end: String = ""
  ) throws(StorageError) -> FileStamp {
    var output = try OutputFile(replacing: path)
    try output.write(Array(start.utf8))
    for (place, unit) in units.enumerated() {
      if place > 0 { try output.write(Array(between.utf8)) }
      try output.write(try FileSystem.read(part(unit, name), limit: .max, isOurs: true))
    }
    try output.write(Array(end.utf8))
    return try output.finish()
  }
}
