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

/// One pass over a manifest that collects all statistics; a thread of its own reads and parses the lines.
package enum ManifestWalk {
  private enum Step: Sendable {
    case event(Event, EventDetails)
    case malformed(MalformedLine)
    case progress(ManifestProgress)
    /// The bytes of the whole, and their SHA-256.
    case end(size: Int, sha256: String)
    case failure(ManifestError)
  }

  /// Lines between two calls of `progress`.
  private static let progressStep = 4096

  /// Passes every event to `visit` in the manifest's order.
  ///
  /// Malformed lines are counted and skipped. `progress` is called every few thousand lines. Throws if the manifest
  /// cannot be read.
  static func read(
    _ path: String, _ fields: FieldOptions, progress: (ManifestProgress) -> Void = { _ in },
    visit: (Event, EventDetails) -> Void
  ) throws(ManifestError) -> ManifestFacts {
    var facts = ManifestFacts(path: FileSystem.absolute(path))
    var failure: ManifestError?
    let absolute = facts.path
    func take(_ step: Step) {
      switch step {
      case .event(let event, let details):
        facts.events += 1
        if !event.labels.isEmpty { facts.labelled += 1 }
        visit(event, details)
      case .malformed(let line): facts.malformed.add(line)
      case .progress(let at): progress(at)
      case .end(let size, let sha256): (facts.size, facts.sha256) = (size, sha256)
      case .failure(let error): failure = error
      }
    }
    MadeAhead<Step>.each({ read(absolute, fields, onto: &$0) }, take)
    if let failure { throw failure }
    return facts
  }

  private static func read(
    _ path: String, _ fields: FieldOptions, onto steps: inout MadeAhead<Step>.Output
  ) {
    do throws(ManifestError) {
      var reader = try ManifestReader(
        manifest: path, hashing: .rangesAndFile, chunkSize: 1 << 16)
      var parser = EventParser(fields)
      var events = 0
      while let line = try reader.next() {
        let step: Step
        switch parser.parseDetailed(line) {
        case .event(let event, let details):
          events += 1
          step = .event(event, details)
        case .malformed(let reason): step = .malformed(line.malformed(reason))
        }
        guard steps.add(step, bytes: line.range.count) else { return }
        if line.ordinal % progressStep == 0 {
          guard steps.add(.progress(reader.progress(events: events))) else { return }
        }
      }
      _ = steps.add(.end(size: reader.offset, sha256: reader.fileDigest()))
    } catch {
      _ = steps.add(.failure(error))
    }
  }
}
