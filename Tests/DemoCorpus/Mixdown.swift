import Glibc

/// A recording's samples: every hit placed on its frame, over a bed of room noise or a bass line.
struct Mixdown {
  /// Full scale is ±2³¹; channels lie side by side, frame after frame.
  let samples: [Int32]
  let frames: Int

  /// Seconds of sound after the last hit.
  private static let tail = 1.5
  /// Takes of each drum, so that no two strokes in a row are the same.
  private static let takes = 4

  init(_ recording: Recording, hits: [Hit], generator: inout SeededGenerator) {
    let end = (hits.last?.onset ?? 0) + Self.tail
    frames = Int((end * Double(recording.rate)).rounded())
    var mix = Self.bed(for: recording, frames: frames, generator: &generator)
    let kit = Self.kit(rate: recording.rate, generator: &generator)
    for hit in hits {
      let first = Int((hit.onset * Double(recording.rate)).rounded())
      for stroke in hit.strokes {
        guard let takes = kit[stroke.drum] else { continue }
        Self.place(generator.pick(takes), of: stroke, at: first, in: &mix, of: recording)
      }
    }
    samples = mix.map { Int32((tanh($0) * 0x1p31).rounded().clamped) }
  }

  private static func kit(rate: Int, generator: inout SeededGenerator) -> [Drum: [[Float]]] {
    var kit: [Drum: [[Float]]] = [:]
    for drum in Drum.allCases {
      kit[drum] = (0..<takes).map { _ in Voice(drum).stroke(rate: rate, generator: &generator) }
    }
    return kit
  }

  private static func place(
    _ take: [Float], of stroke: Hit.Stroke, at first: Int, in mix: inout [Float],
    of recording: Recording
  ) {
    let channels = recording.channels
    let level = Float(0.5 * stroke.velocity * stroke.velocity)
    let gains =
      channels == 1
      ? [level] : [level * Float(1 - stroke.drum.pan), level * Float(stroke.drum.pan)]
    let count = min(take.count, mix.count / channels - first)
    for frame in 0..<max(count, 0) {
      for channel in 0..<channels {
        mix[(first + frame) * channels + channel] += take[frame] * gains[channel]
      }
    }
  }

  private static func bed(
    for recording: Recording, frames: Int, generator: inout SeededGenerator
  ) -> [Float] {
    var bed = [Float](repeating: 0, count: frames * recording.channels)
    // Machines are silent between their notes; rooms are not.
    let hiss: Float = recording.isSynthetic ? 0.000_02 : 0.000_6
    for index in bed.indices { bed[index] = generator.noise() * hiss }
    if recording.mixContext == "full_mix" { addBass(to: &bed, of: recording) }
    return bed
  }

  private static func addBass(to bed: inout [Float], of recording: Recording) {
    let notes = [41.2, 41.2, 49, 55, 36.7, 41.2, 61.7, 55]
    let noteFrames = recording.rate / 2
    for frame in 0..<bed.count / recording.channels {
      let inNote = frame % noteFrames
      let pitch = notes[frame / noteFrames % notes.count]
      let time = Double(inNote) / Double(recording.rate)
      let envelope = min(time * 200, 1) * exp(-time * 3)
      let value = Float(sin(2 * .pi * pitch * time) * envelope * 0.2)
      for channel in 0..<recording.channels { bed[frame * recording.channels + channel] += value }
    }
  }
}

extension Float {
  /// Within what fits an Int32: 2³¹ itself does not.
  fileprivate var clamped: Float { min(max(self, -0x1p31), 0x1.fffffep30) }
}
