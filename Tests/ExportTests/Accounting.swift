import Foundation
import TestSupport
import Testing

/// The rules for every complete bundle, whatever the manifest and the flags: each event has one fate, each label its
/// clip, each clip its label, and nothing is left over.
func expectAccounted(
  _ bundle: ReadBundle, events: Int, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let metadata = bundle.metadata
  func expect(_ holds: Bool, _ words: String) {
    #expect(holds, "\(words)", sourceLocation: sourceLocation)
  }
  expect(metadata["complete"].bool == true, "complete")
  expect(metadata["events_remaining"].int == 0, "events_remaining")
  expect(metadata["total_events_processed"].int == events, "total_events_processed")
  expect(bundle.count("total_events") == events, "total_events \(bundle.count("total_events"))")
  expect(
    bundle.count("total_events") == bundle.count("sliced_events") + bundle.count("skipped_total"),
    "total = sliced + skipped")
  expect(bundle.skipped.count == bundle.count("skipped_total"), "a row a skipped event")
  let ordinals = bundle.skipped.compactMap { $0["ordinal"].int }
  expect(ordinals == ordinals.sorted() && Set(ordinals).count == ordinals.count, "row order")
  expect(bundle.train.count == bundle.count("train_clips"), "train_clips")
  expect(bundle.val.count == bundle.count("val_clips"), "val_clips")
  expect(bundle.clips.count == bundle.count("written_clips"), "written_clips")
  var reasons: [String: Int] = [:]
  for row in bundle.skipped { reasons[row["reason"].string ?? "", default: 0] += 1 }
  for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
    expect(metadata["skip_reasons"][reason].int == count, "skip_reasons \(reason)")
  }
  expect(metadata["skip_reasons"].keys == reasons.keys.sorted(), "skip_reasons has no more")
  try expectClips(bundle, sourceLocation: sourceLocation)
}

/// The clips are those of the labels, each whole, and nothing unfinished or foreign lies about.
private func expectClips(_ bundle: ReadBundle, sourceLocation: SourceLocation) throws {
  let paths = FolderTree.paths(bundle.path)
  let found = paths.filter { $0.hasSuffix(".wav") }
  #expect(found == bundle.clips.sorted(), sourceLocation: sourceLocation)
  #expect(Set(bundle.clips).count == bundle.clips.count, sourceLocation: sourceLocation)
  var faults: [String] = []
  let rate = bundle.metadata["sample_rate"].int ?? 0
  for (path, row) in zip(bundle.clips, bundle.train + bundle.val) {
    let seconds = row["duration_seconds"].double ?? -1
    guard let clip = try? bundle.bytes(path) else {
      faults.append("\(path) cannot be read")
      continue
    }
    if let fault = wavFault(clip, rate: rate, seconds: seconds) {
      faults.append("\(path): \(fault)")
    }
  }
  #expect(faults == [], sourceLocation: sourceLocation)
  #expect(
    paths.filter { $0.hasPrefix(".clipmill/unfinished") } == [], sourceLocation: sourceLocation)
  let stray = paths.filter { path in
    (path.hasSuffix(".json") || path.hasSuffix(".jsonl"))
      && (path.hasPrefix("train/") || path.hasPrefix("val/"))
      && ![
        "train/train_labels.json", "val/val_labels.json", "train/metadata.jsonl",
        "val/metadata.jsonl",
      ].contains(path)
  }
  #expect(stray == [], sourceLocation: sourceLocation)
}

/// The fault of a clip: its header must be the 44 bytes of one channel of 16 bits, and its length that of its label;
/// nil if it has none.
func wavFault(_ clip: Data, rate: Int, seconds: Double) -> String? {
  func number(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(clip[offset + $1]) << (8 * $1) }
  }
  guard clip.count >= 44 else { return "\(clip.count) bytes" }
  let size = clip.count - 44
  let words = [
    String(decoding: clip[0..<4], as: UTF8.self), String(decoding: clip[8..<16], as: UTF8.self),
    String(decoding: clip[36..<40], as: UTF8.self),
  ]
  guard words == ["RIFF", "WAVEfmt ", "data"] else { return "the chunks \(words)" }
  guard number(4, 4) == size + 36, number(40, 4) == size else { return "lengths in the header" }
  guard number(16, 4) == 16, number(20, 2) == 1, number(22, 2) == 1, number(34, 2) == 16,
    number(24, 4) == rate, number(28, 4) == 2 * rate, number(32, 2) == 2
  else { return "format" }
  guard Double(size / 2) / Double(rate) == seconds else { return "\(size / 2) frames" }
  return nil
}

/// The result of an export that must have succeeded, with its bundle.
func expectBundle(
  _ result: ProcessResult, _ path: String, events: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> ReadBundle {
  #expect(result.code == 0, "\(result.errors)", sourceLocation: sourceLocation)
  #expect(result.leftovers == [], sourceLocation: sourceLocation)
  let bundle = try ReadBundle(path)
  try expectAccounted(bundle, events: events, sourceLocation: sourceLocation)
  return bundle
}

/// The result of an export that must have failed: the exit code, and one line that says why.
func expectRefusal(
  _ result: ProcessResult, code: Int32, _ words: String..., warnings: Int = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.code == code, "\(result.errors)", sourceLocation: sourceLocation)
  #expect(result.leftovers == [], sourceLocation: sourceLocation)
  #expect(result.output == "", sourceLocation: sourceLocation)
  let lines = result.errors.split(separator: "\n")
  #expect(lines.count == warnings + 1, "\(result.errors)", sourceLocation: sourceLocation)
  for word in words {
    #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: sourceLocation)
  }
}
