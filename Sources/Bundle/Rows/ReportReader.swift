package import Dataset
package import Files
import Glibc
import JSON

/// The rows of a shard report, in manifest order, once its size and digest were found right.
package struct ReportReader: ~Copyable {
  private let path: String
  private let bytes: [UInt8]
  private var position = 0
  /// Where the rows end.
  private var end: Int
  /// The tar of the shard's unit; nil where it has none.
  package private(set) var unit: UnitStamp?
  private var parser = JSONParser()
  private var record = JSONRecord()

  /// Opens the report, whose path is relative to the directory of reports; another content is a `damaged`
  /// error, and no link is followed.
  ///
  /// With `wait`, a report that is not visible yet, stale or too short is tried again for a while.
  package init(
    _ report: FileStamp, beneath reports: String, wait: VisibilityWait? = nil
  ) throws(StorageError) {
    let whole = "\(reports)/\(report.path)"
    while true {
      do throws(StorageError) {
        let file = try Descriptor(openingFile: report.path, beneath: reports)
        self.init(whole, bytes: try Self.read(file, whole, report))
        return
      } catch {
        guard Self.mayPass(error, whole, report.size), let wait, wait.pause(for: whole) else {
          throw error
        }
      }
    }
  }

  /// True if the lag of a cache may be the cause of the error.
  private static func mayPass(_ error: StorageError, _ path: String, _ size: Int) -> Bool {
    switch error.kind {
    case .notThere, .unreachable: true
    case .damaged: FileSystem.size(path).map { $0 < size } ?? true
    default: false
    }
  }

  private init(_ path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    end = bytes.count
    guard let line = UnitStamp.line(in: bytes) else { return }
    unit = (try? parser.parse(Array(bytes[line])) { UnitStamp($0) }) ?? nil
    if unit != nil { end = line.lowerBound }
  }

  private static func read(
    _ file: borrowing Descriptor, _ path: String, _ report: FileStamp
  ) throws(StorageError) -> [UInt8] {
    guard try file.size() == report.size else {
      throw StorageError(damaged: path, "it is not as large as the report that was committed")
    }
    let bytes = try FileSystem.read(file, expecting: report.size)
    guard bytes.count == report.size, SHA256.hexadecimal(of: bytes) == report.sha256 else {
      throw StorageError(damaged: path, "it is not the report that was committed")
    }
    return bytes
  }

  /// The next row; nil at the end.
  package mutating func next() throws(StorageError) -> ReportRow? {
    try nextLine().map { line throws(StorageError) in try row(at: line) }
  }

  /// The byte range of the next line, without its end; nil at the report's end.
  package mutating func nextLine() -> Range<Int>? {
    guard position < end else { return nil }
    let start = position
    let length = bytes.withUnsafeBytes { buffer -> Int in
      let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      // Safe because what is found lies in the bytes that were searched.
      guard let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) else {
        return rest.count
      }
      return UnsafeRawPointer(found) - base
    }
    position = start + length + 1
    return start..<start + length
  }

  /// Calls `body` with a line; its bytes are borrowed.
  package func withLine<Result>(
    at line: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line])) }
  }

  /// Reads a line as a row.
  package mutating func row(at line: Range<Int>) throws(StorageError) -> ReportRow {
    let start = line.lowerBound
    let row: ReportRow? = bytes.withUnsafeBytes { buffer in
      try? self.row(UnsafeRawBufferPointer(rebasing: buffer[line]))
    }
    guard let row else {
      throw StorageError(damaged: path, "its line at byte \(start) is not a row")
    }
    return row
  }

  private mutating func row(_ line: UnsafeRawBufferPointer) throws(JSONError) -> ReportRow {
    record.fill(from: try parser.parse(line))
    return try record.reportRow()
  }
}
