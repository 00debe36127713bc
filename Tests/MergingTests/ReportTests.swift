import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

/// Texts that a careless writer or reader would break.
private let hostile: [Text] = [
  "", " ", "\"", "\\", "\\\"", "\n", "\r\n", "\t\u{0}\u{1F}", "\u{7F}\u{80}", "\u{2028}\u{2029}",
  "é", "e\u{301}", "🥁", "\u{FFFE}\u{FFFF}\u{10FFFF}", "null", "{\"reason\":1}", "/", "a__b",
  "\u{FEFF}x",
]

private func randomText(using numbers: inout SeededNumbers) -> Text {
  let parts = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in
    hostile[Int.random(in: hostile.indices, using: &numbers)].bytes
  }
  return Text(validated: parts.joined())
}

private func randomOutcome(using numbers: inout SeededNumbers) -> ReportRow.Outcome {
  if let reason = SkipReason.allCases.randomElement(using: &numbers), Bool.random(using: &numbers) {
    return .skipped(reason, detail: randomText(using: &numbers).string)
  }
  let number = { (numbers: inout SeededNumbers) in Int.random(in: 0...1 << 53, using: &numbers) }
  var clips = RenderedClips(
    clipFrames: number(&numbers), size: number(&numbers),
    digest: ContentDigest(high: numbers.next(), low: numbers.next()), start: number(&numbers),
    frames: number(&numbers), sourceRate: number(&numbers))
  if Bool.random(using: &numbers) {
    clips.level = ClipLevel(
      peak: Int.random(in: 0...32_768, using: &numbers), peakFrame: number(&numbers),
      rms: Double.random(in: 0...32_768, using: &numbers))
  }
  return .rendered(clips)
}

private func randomRow(_ ordinal: Int, using numbers: inout SeededNumbers) -> ReportRow {
  var window = Window(onset: Double(Int64.random(in: -1 << 40...1 << 40, using: &numbers)) / 1e6)
  window.pre = 0.1 + 0.2
  if Bool.random(using: &numbers) { window.durationSeconds = 1 / 3 }
  let event = Event(
    ordinal: ordinal, eventID: Bool.random(using: &numbers) ? randomText(using: &numbers) : nil,
    sessionID: randomText(using: &numbers), sourceSet: randomText(using: &numbers),
    audioPath: Bool.random(using: &numbers) ? randomText(using: &numbers) : nil, window: window)
  let labels = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in randomText(using: &numbers) }
  return ReportRow(
    event: event, labels: labels, duplicates: Int.random(in: 0...9, using: &numbers),
    outcome: randomOutcome(using: &numbers))
}

@Suite
struct ReportTests {
  private let folder = ScratchFolder()

  private func write(_ rows: [ReportRow]) throws -> (FileStamp, Tally) {
    var writer = try ReportWriter("0/r.jsonl", beneath: folder.path("reports"), valRatio: 0.5)
    for row in rows { try writer.append(row) }
    return try writer.finish()
  }

  private func read(_ summary: FileStamp) throws -> [ReportRow] {
    var reader = try ReportReader(summary, beneath: folder.path("reports"))
    var rows: [ReportRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a report returns its rows, whatever their texts hold`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let rows = (1...100).map { randomRow($0, using: &numbers) }
    let (summary, tally) = try write(rows)
    #expect(try read(summary) == rows)
    var expected = Tally()
    for row in rows { expected.add(row, valRatio: 0.5) }
    #expect(tally == expected)
    #expect(try write(rows).0 == summary)
  }

  @Test
  func `a report is a line an event`() throws {
    let skipped = ReportRow(
      event: Event(ordinal: 7), labels: [], duplicates: 2,
      outcome: .skipped(.duplicate, detail: "two\nlines"))
    let (summary, _) = try write([skipped, skipped])
    let text = try #require(folder.text("reports/0/r.jsonl"))
    #expect(text.utf8.count == summary.size)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3 && lines[2].isEmpty)
    #expect(lines[0].contains(#""reason":"duplicate","detail":"two\nlines""#))
  }

  @Test
  func `a report without rows is an empty file`() throws {
    let (summary, tally) = try write([])
    #expect(summary.size == 0)
    #expect(tally == Tally())
    #expect(try read(summary) == [])
  }

  @Test
  func `content that differs from the committed one is refused before a row is read`() throws {
    var numbers = SeededNumbers(seed: 1)
    let (summary, _) = try write((1...3).map { randomRow($0, using: &numbers) })
    let whole = try #require(folder.read("reports/0/r.jsonl"))
    let path = folder.path("reports/0/r.jsonl")
    var flipped = whole
    flipped[whole.count / 2] ^= 1
    for content in [flipped, whole.dropLast(), whole + [0x0A], []] {
      folder.write("reports/0/r.jsonl", Array(content))
      do throws(StorageError) {
        _ = try ReportReader(summary, beneath: folder.path("reports"))
        Issue.record("\(content.count) bytes were taken for the \(whole.count) committed")
      } catch {
        #expect(error.kind == .damaged)
        #expect(error.path == path)
        let words =
          content.count == whole.count
          ? "it is not the report that was committed"
          : "it is not as large as the report that was committed"
        #expect(error.description.contains(words), "\(error)")
      }
    }
  }

  @Test(arguments: [
    "{}", "[]", "nonsense", "{\"ordinal\":1.5}", "",
    #"{"ordinal":1,"event_id":null,"session_id":"","source_set":"","audio_path":null,"#
      + #""onset_time":0,"pre":0,"post":0,"labels":[1],"duplicates":0,"reason":"x","detail":""}"#,
  ])
  func `a line that is not a row is refused with its offset`(line: String) throws {
    let bytes = Array("\(line)\n".utf8)
    let path = folder.write("r", bytes)
    let report = FileStamp(
      path: "r", size: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
    var reader = try ReportReader(report, beneath: String(path.dropLast(2)))
    do throws(StorageError) {
      _ = try reader.next()
      Issue.record("\(line) was read")
    } catch {
      #expect(error.description == "could not use \(path): its line at byte 0 is not a row")
    }
  }
}
