import Dataset
import Foundation

/// A small corpus in which some source sets have one known fault each, and the others none.
///
/// Strokes are a second apart, so that no window holds any of another's sound.
struct PlantedCorpus {
  /// One line of the manifest.
  private struct Line: Encodable {
    struct Component: Encodable { let label: String }

    let eventID: String
    let sessionID: String
    let sourceSet: String
    let audioPath: String
    let onset: Double
    let components: [Component]

    enum CodingKeys: String, CodingKey {
      case eventID = "event_id"
      case sessionID = "session_id"
      case sourceSet = "source_set"
      case audioPath = "audio_path"
      case onset = "onset_time"
      case components
    }
  }

  /// The changes to a take besides playing it.
  private struct Fault {
    /// Seconds that every stroke sounds after its onset.
    var lateness = 0.0
    /// Strokes that are not played.
    var unplayed: Set<Int> = []
    /// Strokes around which there are zeros alone.
    var erased: Set<Int> = []
    /// Strokes that are played louder than there is room for.
    var clipped: Set<Int> = []
    /// Strokes that a second event names, so many seconds later, with another label.
    var again: [Int: Double] = [:]
  }

  private static let rate = 44_100
  /// Strokes of a take: with those of its other take, a source set has 14 of each drum.
  private static let strokes = 14
  /// Drums that are loudest at their beginning.
  private static let drums: [Drum] = [.kick, .snareCrossStick]

  let folder: URL
  let seed: UInt64
  private var lines: [Line] = []

  init(folder: URL, seed: UInt64) {
    self.folder = folder
    self.seed = seed
  }

  /// Events in the manifest.
  var eventCount: Int { lines.count }

  /// Writes the recordings and `manifest.jsonl`.
  mutating func make() throws {
    for source in ["studio", "stage", "room"] { try addTakes(of: source, Fault()) }
    try addTakes(of: "late", Fault(lateness: 0.03))
    try addTakes(of: "silent", Fault(unplayed: [3, 4], erased: [3]))
    try addTakes(of: "clipped", Fault(clipped: [2, 5]))
    try addTakes(of: "named_twice", Fault(again: [0: 0, 1: 0, 2: 0]))
    try addTakes(of: "close", Fault(again: [0: 0.06, 1: 0.06]))
    try addSharedTake()
    try addCopiedTakes()
    try addRecutTakes()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = Data()
    for line in lines { text += try encoder.encode(line) + [UInt8(ascii: "\n")] }
    try text.write(to: folder.appending(path: "manifest.jsonl"))
  }

  /// A take of a session in train, and one in val.
  private mutating func addTakes(of source: String, _ fault: Fault) throws {
    for split in Split.allCases {
      let path = "audio/\(source)/\(split.rawValue).wav"
      try write(samples(stream: path, fault), to: path)
      addLines(source, path, [Self.session(source, in: split)], fault)
    }
  }

  /// One recording, of which every second pair of strokes is said to be of a session in the other split.
  private mutating func addSharedTake() throws {
    let path = "audio/shared/take.wav"
    try write(samples(stream: path, Fault()), to: path)
    addLines("shared", path, Split.allCases.map { Self.session("shared", in: $0) }, Fault())
  }

  /// The same samples under two paths, each with a session of its own.
  private mutating func addCopiedTakes() throws {
    for split in Split.allCases {
      let path = "audio/copied/\(split.rawValue).wav"
      try write(samples(stream: "copied", Fault()), to: path)
      addLines("copied", path, [Self.session("copied", in: split)], Fault())
    }
  }

  /// The same samples under two paths, of which each split has other strokes.
  private mutating func addRecutTakes() throws {
    for split in Split.allCases {
      let path = "audio/recut/\(split.rawValue).wav"
      try write(samples(stream: "recut", Fault()), to: path)
      let sessions = Split.allCases.map { $0 == split ? Self.session("recut", in: $0) : nil }
      addLines("recut", path, sessions, Fault())
    }
  }

  /// The first session name of a source that falls into the split.
  private static func session(_ source: String, in split: Split) -> String {
    let names = (0...).lazy.map { "\(source)_\($0)" }
    return names.first { Split(session: Text($0), valRatio: 0.1) == split } ?? source
  }

  /// Adds an event for each stroke; the sessions take turns in pairs of strokes, and nil names none of them.
  private mutating func addLines(
    _ source: String, _ path: String, _ sessions: [String?], _ fault: Fault
  ) {
    for stroke in 0..<Self.strokes {
      guard let session = sessions[stroke / 2 % sessions.count] else { continue }
      func add(_ name: String, after seconds: Double, _ drum: Drum) {
        lines.append(
          Line(
            eventID: "\(session)-\(stroke)\(name)", sessionID: session,
            sourceSet: source, audioPath: path, onset: Double(stroke + 1) + seconds,
            components: [.init(label: drum.rawValue)]))
      }
      let drums = Self.drums
      add("", after: 0, drums[stroke % drums.count])
      if let seconds = fault.again[stroke] {
        add("-again", after: seconds, drums[(stroke + 1) % drums.count])
      }
    }
  }

  // MARK: Sound

  private func samples(stream: String, _ fault: Fault) -> [Int16] {
    var generator = SeededGenerator(seed: seed, stream: stream)
    var mix = (0..<(Self.strokes + 2) * Self.rate).map { _ in generator.noise() * 1e-4 }
    for stroke in 0..<Self.strokes {
      let voice = Voice(Self.drums[stroke % Self.drums.count])
      let sound = voice.stroke(rate: Self.rate, generator: &generator)
      let level = Float(generator.between(0.4, 0.6)) * (fault.clipped.contains(stroke) ? 8 : 1)
      if fault.unplayed.contains(stroke) { continue }
      let first = Int((Double(stroke + 1) + fault.lateness) * Double(Self.rate))
      for (frame, sample) in sound.enumerated() { mix[first + frame] += sample * level }
    }
    for stroke in fault.erased {
      let around =
        (stroke + 1) * Self.rate - Self.rate / 4..<(stroke + 1) * Self.rate + Self.rate / 4
      for frame in around { mix[frame] = 0 }
    }
    return mix.map { Int16(min(max(($0 * 32_768).rounded(), -32_768), 32_767)) }
  }

  private func write(_ samples: [Int16], to name: String) throws {
    func bytes(_ number: some FixedWidthInteger) -> Data {
      withUnsafeBytes(of: number.littleEndian) { Data($0) }
    }
    let size = UInt32(samples.count * 2)
    var file = Data("RIFF".utf8) + bytes(size + 36) + Data("WAVEfmt ".utf8) + bytes(UInt32(16))
    file += bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(UInt32(Self.rate))
    file += bytes(UInt32(Self.rate * 2)) + bytes(UInt16(2)) + bytes(UInt16(16))
    file += Data("data".utf8) + bytes(size) + samples.withUnsafeBytes { Data($0) }
    let place = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try file.write(to: place)
  }
}
