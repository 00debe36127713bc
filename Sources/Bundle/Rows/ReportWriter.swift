package import Dataset
package import Files
import JSON

/// Writes a shard report: a JSON line an event, in manifest order.
package struct ReportWriter: ~Copyable {
  private let path: String
  private var file: OutputFile
  private var text = JSONText()
  private var tally = Tally()
  private let valRatio: Double

  /// `path`, relative to the directory of reports, must be unique to the attempt; the report appears
  /// there only when it is complete.
  package init(_ path: String, beneath reports: String, valRatio: Double) throws(StorageError) {
    try FileSystem.makeDirectories(reports)
    _ = try Folder(own: FileSystem.folder(of: path), beneath: reports).path
    self.init(path, try OutputFile(replacing: "\(reports)/\(path)"), valRatio)
  }

  private init(_ path: String, _ file: consuming OutputFile, _ valRatio: Double) {
    self.path = path
    self.file = file
    self.valRatio = valRatio
  }

  /// Adds the next event's row; ordinals rise.
  package mutating func append(_ row: ReportRow) throws(StorageError) {
    tally.add(row, valRatio: valRatio)
    text.removeAll()
    text.write(row)
    text.newline()
    try file.write(text.bytes)
  }

  /// Adds what is known of the unit's tar, after the last row.
  package mutating func append(_ unit: UnitStamp) throws(StorageError) {
    text.removeAll()
    text.write(unit)
    text.newline()
    try file.write(text.bytes)
  }

  /// Makes the report durable; its path is that relative to the reports, and the tally counts exactly
  /// its rows.
  package consuming func finish() throws(StorageError) -> (FileStamp, Tally) {
    let (path, tally) = (path, tally)
    var report = try file.finish()
    report.path = path
    return (report, tally)
  }
}
