/// A handful of recordings and the manifests of what is in them, faultless unless a test breaks it.
package struct SmallCorpus: Sendable {
  package let scratch: Scratch
  /// In the order of file and onset.
  package let lines: [EventLine]
  /// Path of the manifest, in `scratch` beside `audio`.
  package let manifest: String

  private struct Take {
    let source: String
    let name: String
    let sound: Sound
  }

  /// Recordings at several rates, in two source sets; 4.5 s each.
  private static func takes(seed: UInt64) -> [Take] {
    let shapes = [(44100, 2), (44100, 1), (48000, 1), (22050, 2), (44100, 1), (48000, 2)]
    return shapes.enumerated().map { number, shape in
      Take(
        source: number < 3 ? "studio" : "stage", name: "take-\(number)",
        sound: Sound(
          rate: shape.0, channels: shape.1, frames: shape.0 * 9 / 2,
          seed: seed &+ UInt64(number)))
    }
  }

  /// Makes a corpus of so many events; a third of them have two labels.
  ///
  /// Those that are `alone`, by their ids, have copies of their recordings for themselves.
  package init(events: Int, seed: UInt64 = 1, alone: Set<String> = []) throws {
    scratch = try Scratch()
    let takes = Self.takes(seed: seed)
    let labels = ["kick", "snare", "hi-hat", "ride", "tom"]
    var lines: [EventLine] = []
    for (number, take) in takes.enumerated() {
      let sound = take.sound.wav()
      let shared = "audio/\(take.source)/\(take.name).wav"
      try scratch.write(shared, sound)
      let count = events * (number + 1) / takes.count - events * number / takes.count
      for event in 0..<count {
        let id = "\(take.name)-\(event)"
        let path = alone.contains(id) ? "audio/\(take.source)/\(id).wav" : shared
        if path != shared { try scratch.write(path, sound) }
        let own = [labels[event % 5]] + (event % 3 == 0 ? [labels[(event + 2) % 5]] : [])
        lines.append(
          EventLine(
            id, path: path, onset: 4.4 * Double(event) / Double(count), labels: own,
            session: "session-\(number)", source: take.source))
      }
    }
    self.lines = lines
    manifest = try scratch.write("manifest.jsonl", lines.manifest)
  }

  /// The same lines in another order, as a manifest beside the first.
  package func shuffled(seed: UInt64) throws -> String {
    var generator = SeededNumbers(seed: seed)
    return try scratch.write("shuffled-\(seed).jsonl", generator.shuffled(lines).manifest)
  }
}
