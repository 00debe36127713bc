/// The progress of a pass over a manifest.
package struct ManifestProgress: Sendable {
  /// Bytes of the manifest.
  package let bytesRead: Int
  package let bytesTotal: Int
  package let events: Int

  package init(bytesRead: Int, bytesTotal: Int, events: Int) {
    self.bytesRead = bytesRead
    self.bytesTotal = bytesTotal
    self.events = events
  }
}

extension ManifestReader {
  /// The progress, with the events that its caller has counted.
  package func progress(events: Int) -> ManifestProgress {
    ManifestProgress(bytesRead: offset, bytesTotal: fileSize, events: events)
  }
}
