package import Dataset
package import Manifest

/// The reason why a plan was not made.
package enum PlanError: Error, CustomStringConvertible {
  /// Lines that are not usable events.
  case malformed(manifest: String, lines: MalformedLines)
  /// So many events would be skipped that the run stops before rendering.
  case tooMuchMissing(MissingAudio)
  /// A root that planning needs cannot be read.
  case unreachable(root: String, words: String)
  /// Events of the bundle that the manifest now describes differently; the first ten are named.
  ///
  /// With `isForced`, rendering them again was requested, and this is how far it went.
  case changed(manifest: String, events: [ChangedEvent], count: Int, isForced: Bool)
  /// Events of the bundle, by their identity, that the manifest no longer has.
  case removed(Set<UInt64>)
  /// The manifest holds no event; the lines might have been events.
  case empty(manifest: String, lines: MalformedLines)
  /// No event has a field that every clip needs.
  case lacking(manifest: String, FieldLack)

  package var description: String {
    switch self {
    case .malformed(let manifest, let lines):
      return
        "\(lines.count) malformed \(lines.count == 1 ? "line" : "lines") in \(manifest): \(lines)"
        + " (fix them, or count and skip them with \(ExportOption.onBadLine.flag) skip)"
    case .tooMuchMissing(let missing): return missing.description
    case .unreachable(let root, let words):
      return "could not look for audio under \(root): \(words) (mount it and try again)"
    case .changed(let manifest, let events, let count, let isForced):
      let named = events.map(\.description).joined(separator: ", ")
      let rest = count > events.count ? " and \(count - events.count) more" : ""
      return "\(count) \(count == 1 ? "clip" : "clips") of the bundle changed in \(manifest):"
        + " session, source, start or length of \(named)\(rest)"
        + " (undo the change, \(isForced ? "" : "render them again with --rerender-changed, ")"
        + "or start again with --overwrite)"
    case .removed(let events):
      return "\(events.count) events of the bundle are gone from the manifest"
    case .lacking(let manifest, let lack): return "\(manifest): \(lack)"
    case .empty(let manifest, let lines):
      if lines.count == 0 { return "no events in \(manifest): nothing to export" }
      return "no line of \(manifest) is an event: \(lines) (see clipmill inspect"
        + " \(ShellWord.of(manifest)))"
    }
  }
}

/// An event of the bundle, or of the manifest, in the words of an error.
package struct ChangedEvent: Hashable, Sendable, CustomStringConvertible {
  package let ordinal: Int
  package let eventID: Text?

  package init(ordinal: Int, eventID: Text?) {
    self.ordinal = ordinal
    self.eventID = eventID
  }

  package var description: String { "event \(ordinal)" + (eventID.map { " (\($0))" } ?? "") }
}
