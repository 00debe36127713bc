import Dataset
package import Drawing
package import Files

extension Step {
  /// A phase that reads a manifest.
  package init(_ phase: String, reading at: ManifestProgress) {
    self.init(phase, at.bytesRead, of: at.bytesTotal, count: at.events, unit: "events")
    counters = [LivePicture.Counter("events", at.events.grouped)]
  }
}
