import Dataset
import Foundation

/// A folder of recordings with the manifests that point into it.
struct Corpus {
  let folder: URL
  let seed: UInt64
  private(set) var events: [ManifestEvent] = []
  private(set) var seconds = 0.0

  init(folder: URL, seed: UInt64) {
    self.folder = folder
    self.seed = seed
  }

  /// Plays, records and describes: audio, both manifests and the taxonomy.
  mutating func make(events count: Int, faults: Faults) throws {
    let wanted = Self.shares(of: count - faults.duplicates)
    for (recording, hits) in zip(Recording.all, wanted) where hits > 0 {
      events += try record(recording, hits: hits)
    }
    try plantDamagedFile()
    var generator = SeededGenerator(seed: seed, stream: "faults")
    faults.plant(in: &events, generator: &generator)
    try writeManifests()
    try writeTaxonomy()
  }

  /// Number of hits for each recording.
  private static func shares(of count: Int) -> [Int] {
    let total = Recording.all.reduce(0) { $0 + $1.density }
    var shares = Recording.all.map { count * $0.density / total }
    shares[0] += count - shares.reduce(0, +)
    return shares
  }

  private mutating func record(_ recording: Recording, hits count: Int) throws -> [ManifestEvent] {
    var generator = SeededGenerator(seed: seed, stream: recording.sessionID)
    var groove = Groove(
      generator: SeededGenerator(seed: seed, stream: "groove/" + recording.sessionID))
    var hits = groove.hits(count)
    if let first = hits.first { hits[0] = Hit(onset: 0, strokes: first.strokes) }
    let mixdown = Mixdown(recording, hits: hits, generator: &generator)
    try mixdown.write(recording, to: try place(recording.manifestPath))
    let length = Double(mixdown.frames) / Double(recording.rate)
    seconds += length
    if let last = hits.last {
      // Its window ends with the file: the clip is shorter than its neighbours.
      let onset = ((length - 0.01) * 1e6).rounded() / 1e6
      hits[hits.count - 1] = Hit(onset: onset, strokes: last.strokes)
    }
    return hits.enumerated().map { number, hit in
      ManifestEvent(hit, number: number, of: recording, groove: groove, generator: &generator)
    }
  }

  private func plantDamagedFile() throws {
    let path = try place(Faults.damagedPath)
    try Data(repeating: UInt8(ascii: "?"), count: 4096).write(to: URL(filePath: path))
  }

  /// The absolute path of a file, its folder made.
  private func place(_ path: String) throws -> String {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return file.path(percentEncoded: false)
  }

  private func writeManifests() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try events.map { try encoder.encode($0) }
    var generator = SeededGenerator(seed: seed, stream: "shuffle")
    try write(lines, to: "manifest.jsonl")
    try write(generator.shuffled(lines), to: "manifest-shuffled.jsonl")
  }

  private func write(_ lines: [Data], to name: String) throws {
    var text = Data()
    for line in lines { text += line + [UInt8(ascii: "\n")] }
    try text.write(to: folder.appending(path: name))
  }

  private func writeTaxonomy() throws {
    struct Class: Encodable {
      let label: String
      let aliases: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let classes = Drum.allCases.map { Class(label: $0.rawValue, aliases: $0.aliases) }
    try encoder.encode(["classes": classes]).write(to: folder.appending(path: "taxonomy.json"))
  }
}

extension Corpus {
  /// Events in `val` at the usual ratio, by the rule that decides it for every bundle.
  var validationEvents: Int {
    events.count { Split(session: Text($0.sessionID), valRatio: 0.1) == .val }
  }
}
