import Bundle
import Dataset
import Files
import Foundation
import JSON
import Testing

@testable import Containers

/// Rows of clips in containers, made of `Tests/Fixtures`.
@Suite
struct SampleTextTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures").standardizedFileURL
  private let names: [Text] = ["velocity", "note"]
  private let rows = [
    #"{"file":"e1__kick.wav","label":"kick","component_idx":0,"event_id":"e1","session_id":"s","source_set":"x","duration_seconds":0.125,"audio_path":"a \"b\".wav","start_frame":7,"frames":2000,"source_rate":16000,"ordinal":1,"xxh3_128":"000000000000000100000000000003e8","peak":32768,"peak_frame":999,"rms":2.0,"velocity":"0.5","note":""}"#,
    #"{"file":"e1__snare.wav","label":"snare","component_idx":1,"event_id":"e1","session_id":"s","source_set":"x","duration_seconds":0.125,"audio_path":"a \"b\".wav","start_frame":7,"frames":2000,"source_rate":16000,"ordinal":1,"xxh3_128":"000000000000000100000000000003e8","peak":32768,"peak_frame":999,"rms":2.0,"velocity":"[1,{\"a\":true}]","note":"x"}"#,
    #"{"file":"e4__ride.wav","label":"ride","component_idx":2,"event_id":"e4","session_id":"s","source_set":"é","duration_seconds":0.000125,"audio_path":"","start_frame":0,"frames":1,"source_rate":8000,"ordinal":4,"xxh3_128":"00000000000000020000000000000001","peak":0,"peak_frame":0,"rms":0.0,"velocity":"1","note":"[]"}"#,
  ]

  private func lines(of name: String) throws -> [[UInt8]] {
    try Data(contentsOf: folder.appending(path: name)).split(separator: 0x0A).map { Array($0) }
  }

  private func text(_ origin: OriginRow, _ columns: [CarriedColumn]) -> String {
    var text = SampleText(carrying: columns)
    let name = origin.row.file.string.dropFirst("audio/".count)
    return String(decoding: text.row(of: origin, file: String(name)), as: UTF8.self)
  }

  private var strings: [CarriedColumn] { names.map { CarriedColumn($0, .string) } }

  @Test
  func `a row of metadata.jsonl becomes one with the sound's name first and no null`() throws {
    var parser = JSONParser()
    for (line, expected) in zip(try lines(of: "metadata-row.jsonl"), rows) {
      let origin = try parser.parse(line) { OriginRow($0, carrying: names) }
      #expect(text(try #require(origin), strings) == expected)
    }
  }

  @Test
  func `a renderer's row gives the same bytes`() throws {
    let bytes = Array(try Data(contentsOf: folder.appending(path: "report-row.jsonl")))
    let stamp = FileStamp(
      path: "report-row.jsonl", size: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
    var reports = try ReportReader(stamp, beneath: folder.path)
    var found: [String] = []
    while let row = try reports.next() {
      guard case .rendered(let clips) = row.outcome else { continue }
      for (position, label) in row.labels.enumerated() {
        let number = try #require(["kick", "snare", "ride"].firstIndex(of: label))
        let path = ClipPlace(of: row.event, label: label, in: .train, format: .wav, fanout: 0).path
        found.append(
          text(
            OriginRow(row, clips, position: position, number: number, path: path, sampleRate: 8000),
            strings))
      }
    }
    #expect(found == rows)
  }

  @Test
  func `a null is an empty string in a column of strings or of nulls, and absent in others`() throws
  {
    let line =
      #"{"file_name":"audio/e__k.wav","label":"k","component_idx":0,"event_id":null,"session_id":"","source_set":"","duration_seconds":1.0,"a":null,"b":null,"c":null,"d":null,"e":1,"f":2}"#
    var parser = JSONParser()
    let names: [Text] = ["a", "b", "c", "d", "e", "f"]
    let types: [ColumnType] = [.string, .null, .integer, .boolean, .number, .string]
    let origin = try parser.parse(Array(line.utf8)) { OriginRow($0, carrying: names) }
    #expect(
      text(try #require(origin), zip(names, types).map { CarriedColumn($0, $1) })
        == #"{"file":"e__k.wav","label":"k","component_idx":0,"event_id":"","session_id":"","source_set":"","duration_seconds":1.0,"audio_path":"","xxh3_128":"","a":"","b":"","e":1.0,"f":"2"}"#
    )
  }
}
