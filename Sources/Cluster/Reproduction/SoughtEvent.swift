import Dataset
import Files
import Manifest
import RunState

/// One event of a manifest, found by its number or its id.
struct SoughtEvent {
  /// Nil if its line is malformed.
  let event: Event?
  let ordinal: Int
  /// The line's bytes in the manifest.
  let range: Range<Int>
  let digest: ContentDigest

  private enum Name {
    case ordinal(Int)
    case id(Text)
  }

  /// The event whose number among the manifest's non-blank lines is `name`, otherwise the first with this id.
  ///
  /// Reads the whole manifest, once for each of the two. Throws a `RunFailure` if the manifest is gone, is no longer
  /// the one that was planned, or has no such event; `check` is called every few thousand events.
  static func find(
    _ name: String, in manifest: FileStamp, _ fields: FieldOptions, check: () throws -> Void
  ) throws -> SoughtEvent {
    if let ordinal = Int(name),
      let found = try find(.ordinal(ordinal), in: manifest, fields, check)
    {
      return found
    }
    if let found = try find(.id(Text(name)), in: manifest, fields, check) { return found }
    throw RunFailure(
      .notThere,
      "\(manifest.path) has no event \(name) (give its number as status and log tell it, or its id)"
    )
  }

  private static func find(
    _ name: Name, in manifest: FileStamp, _ fields: FieldOptions, _ check: () throws -> Void
  ) throws -> SoughtEvent? {
    var reader = try ManifestReader(path: manifest.path, hashing: .rangesAndFile)
    var parser = EventParser(fields)
    var found: SoughtEvent?
    while let line = try reader.next() {
      if line.ordinal % 4096 == 0 { try check() }
      if found != nil { continue }
      if case .ordinal(let ordinal) = name, ordinal != line.ordinal { continue }
      var event: Event?
      if case .event(let parsed, _) = parser.parse(line) { event = parsed }
      if case .id(let id) = name, event?.eventID != id { continue }
      _ = reader.cutRange(.beforeLine)
      let (range, digest) = reader.cutRange(.afterLine)
      found = SoughtEvent(event: event, ordinal: line.ordinal, range: range, digest: digest)
    }
    guard reader.fileDigest() == manifest.sha256 else {
      throw RunFailure(
        .badInput,
        "the manifest \(manifest.path) has changed since it was planned, so that its events may be others"
          + " (put it back as it was, or resume the export with it)")
    }
    return found
  }
}
