import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

/// The rows of `Tests/Fixtures`: one example of each kind with something in every field.
@Suite
struct RowFixtureTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures").standardizedFileURL.path

  private func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
  }

  private func reports() -> Reports {
    let reports = Reports()
    reports.options.bundle.labelFields = ["velocity", "note"]
    return reports
  }

  /// The rows of `report-row.jsonl`.
  private func rows() throws -> [ReportRow] {
    let bytes = try fixture("report-row.jsonl")
    let stamp = FileStamp(
      path: "report-row.jsonl", size: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
    var reader = try ReportReader(stamp, beneath: folder)
    var rows: [ReportRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  /// Merges the rows and compares the bundle's files with the fixtures.
  private func expectFixtures(of rows: [ReportRow], in reports: Reports) throws {
    try reports.merge(try reports.shard(rows))
    let files = [
      ("label-row.json", "train/train_labels.json"),
      ("metadata-row.jsonl", "train/metadata.jsonl"), ("skipped-row.jsonl", "skipped.jsonl"),
    ]
    for (name, file) in files {
      let expected = try fixture(name)
      #expect(reports.folder.read("bundle/\(file)") == expected, "\(name)")
    }
  }

  @Test
  func `a report's rows are read and written byte for byte`() throws {
    let rows = try rows()
    let reports = reports()
    let report = try reports.report(rows)
    let expected = try fixture("report-row.jsonl")
    let written = reports.folder.read("bundle/.clipmill/reports/\(report.file.path)")
    #expect(rows.count == 4 && written == expected)
  }

  @Test
  func `a bundle's rows are written byte for byte, and again after reading them`() throws {
    let (first, second) = (reports(), reports())
    try expectFixtures(of: try rows(), in: first)
    var found: [ReportRow] = []
    var clips = try PublishedClips(.train, in: first.layout, options: first.options, fanout: 0)
    while let row = try clips.next() { found.append(row) }
    found += try SkippedRow.readAll(of: first.layout)
    #expect(found.map(\.event.ordinal) == [1, 4, 2])
    try expectFixtures(of: found, in: second)
  }
}
