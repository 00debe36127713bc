package import Dataset
import Glibc

/// The number of clips at each level, in steps of 3 dB from −96 dBFS to full scale.
package struct LevelHistogram: Hashable, Sendable {
  /// By the largest sample.
  package private(set) var peaks = [Int](repeating: 0, count: LevelHistogram.steps)
  /// By the root of the mean square.
  package private(set) var rms = [Int](repeating: 0, count: LevelHistogram.steps)

  /// Steps of `width` decibels; the first also counts quieter clips.
  package static let steps = 32
  /// Decibels.
  package static let width = 3

  mutating func add(_ level: ClipLevel) {
    peaks[Self.step(Double(level.peak))] += 1
    rms[Self.step(level.rms)] += 1
  }

  private static func step(_ value: Double) -> Int {
    guard value > 0 else { return 0 }
    let decibels = 20 * log10(value / Double(ClipLevel.mostPeak))
    return min(max(Int((decibels / Double(width)).rounded(.down)) + steps, 0), steps - 1)
  }
}

/// Clips of one label and source set.
package struct LabelInSource: Hashable, Sendable {
  package let label: Text
  package let sourceSet: Text
  package internal(set) var clips = 0

  init(_ label: Text, _ sourceSet: Text) {
    self.label = label
    self.sourceSet = sourceSet
  }
}
