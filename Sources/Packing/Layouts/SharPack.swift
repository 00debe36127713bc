import Bundle
import Containers
import Dataset
import Files
import JSON

/// Shar, lhotse's layout: a tar of recordings and a list of cuts a unit.
struct SharPack: PackLayout {
  let task: PackTask

  func prepare(_ split: Split, _ units: [PackUnit]) {}

  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord {
    let (folder, digits) = (task.folder(of: unit.split), PackUnit.digits(unit.number))
    var tar = try task.file("\(folder)/recording.\(digits).tar")
    var cuts = try task.file("\(folder)/cuts.\(digits).jsonl")
    var parts = try RowParts(unit, of: task, labelled: false)
    var texts = SharText(task)
    var piece: [UInt8] = []
    while let clip = try clips.next() {
      try clip.requireTarSize()
      texts.take(clip)
      TarHeader.append(name: clip.key.file(task.source.clips.format), clip.sound, to: &piece)
      TarHeader.append(name: clip.key.string + ".json", texts.recording, to: &piece)
      if piece.count >= TarPack.pieceBytes {
        try tar.write(piece)
        piece.removeAll(keepingCapacity: true)
      }
      try cuts.write(texts.cut)
      try parts.add(clip, file: clip.bundleFile(task.source))
    }
    try tar.write(piece + TarHeader.end)
    var record = UnitRecord()
    record.add(try cuts.finish(), in: task.root)
    record.add(try tar.finish(), in: task.root)
    try parts.finish()
    return record
  }

  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp] {
    [try RowParts.join(rows: units, of: task, to: task.rowsBeside(split))]
  }
}

/// What lhotse reads of a clip.
private struct SharText {
  private let rate: Int
  private let format: ClipFormat
  private var rows: SampleText
  /// The recording whose samples lie before it in the tar: nothing else may stand here.
  private(set) var recording: [UInt8] = []
  /// A line.
  private(set) var cut: [UInt8] = []

  init(_ task: PackTask) {
    rate = task.source.clips.sampleRate
    format = task.source.clips.format
    rows = SampleText(carrying: task.source.columns)
  }

  mutating func take(_ clip: PackClip) {
    let key = clip.key
    let seconds = clip.origin.row.seconds
    let row = rows.row(of: clip.origin, file: key.file(format))
    var text = JSONText()
    text.object { json in
      json.field("id", key.string)
      json.field(
        "sources",
        array: { json in
          json.object { json in
            json.field("type", "shar")
            json.field("channels", array: { $0.value(0) })
            json.field("source", "")
          }
        })
      json.field("sampling_rate", rate)
      json.field("num_samples", Int((seconds * Double(rate)).rounded()))
      json.field("duration", seconds)
      json.field("channel_ids", array: { $0.value(0) })
    }
    recording = text.bytes
    text.removeAll()
    text.object { [recording] json in
      Self.write(key, seconds, to: &json)
      json.field(
        "supervisions",
        array: { json in
          json.object { json in
            json.field("id", key.string)
            json.field("recording_id", key.string)
            Self.write(seconds, to: &json)
            json.field("text", clip.label)
            json.key("custom")
            json.raw(row)
          }
        })
      json.key("recording")
      json.raw(recording)
      json.field("type", "MonoCut")
    }
    text.newline()
    cut = text.bytes
  }

  private static func write(_ key: SampleKey, _ seconds: Double, to json: inout JSONText) {
    json.field("id", key.string)
    write(seconds, to: &json)
  }

  private static func write(_ seconds: Double, to json: inout JSONText) {
    json.field("start", 0)
    json.field("duration", seconds)
    json.field("channel", 0)
  }
}
