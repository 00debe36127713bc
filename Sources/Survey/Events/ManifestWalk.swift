package import Dataset
import Files
import Manifest

/// The facts about a manifest that was read, for every reader.
package struct ManifestFacts: Sendable {
  package let path: String
  /// Bytes.
  package fileprivate(set) var size = 0
  /// SHA-256 of all bytes, 64 hexadecimal digits.
  package fileprivate(set) var sha256 = ""
  /// Lines that are an event.
  package fileprivate(set) var events = 0
  /// Events with a label.
  package fileprivate(set) var labelled = 0
  /// Lines that are not events, without blank ones.
  package fileprivate(set) var malformed = MalformedLines(keeping: 20)

  fileprivate init(path: String) { self.path = path }
}

/// One pass over a manifest that collects all statistics; its memory is that of the longest line.
package enum ManifestWalk {
  /// Passes every event to `visit` in the manifest's order.
  ///
  /// Malformed lines are counted and skipped. `progress` is called every few thousand lines. Throws if the manifest
  /// cannot be read.
  static func read(
    _ path: String, _ fields: FieldOptions, progress: (ManifestProgress) -> Void = { _ in },
    visit: (Event, EventDetails) -> Void
  ) throws(ManifestError) -> ManifestFacts {
    var facts = ManifestFacts(path: FileSystem.absolute(path))
    var reader = try ManifestReader(manifest: facts.path, hashing: .rangesAndFile)
    var parser = EventParser(fields)
    while let line = try reader.next() {
      switch parser.parseDetailed(line) {
      case .event(let event, let details):
        facts.events += 1
        if !event.labels.isEmpty { facts.labelled += 1 }
        visit(event, details)
      case .malformed(let reason): facts.malformed.add(line.malformed(reason))
      }
      if line.ordinal % 4096 == 0 { progress(reader.progress(events: facts.events)) }
    }
    facts.size = reader.offset
    facts.sha256 = reader.fileDigest()
    return facts
  }
}
