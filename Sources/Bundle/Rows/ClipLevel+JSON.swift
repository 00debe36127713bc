package import Dataset
package import JSON

// The level of a clip as fields of a row.

extension JSONText {
  /// Adds the fields of a clip's level.
  package mutating func write(_ level: ClipLevel) {
    field("peak", level.peak)
    field("peak_frame", level.peakFrame)
    field("rms", level.rms)
  }
}

extension ClipLevel {
  /// The level that a row states; nil if one of its numbers is absent or impossible for a clip.
  init?(peak: JSONValue?, peakFrame: JSONValue?, rms: JSONValue?) {
    guard let peak = peak?.int, (0...Self.mostPeak).contains(peak),
      let frame = peakFrame?.int, frame >= 0,
      let rms = rms?.double, (0...Double(Self.mostPeak)).contains(rms)
    else { return nil }
    self.init(peak: peak, peakFrame: frame, rms: rms)
  }
}
