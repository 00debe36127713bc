import Dataset

/// Why a plan was not made.
package enum PlanError: Error, CustomStringConvertible {
  /// Lines that are not usable events; the first ten are named.
  case malformed(manifest: String, lines: [MalformedLine], count: Int)
  /// So many events would be skipped that the run stops before it renders.
  case tooMuchMissing(MissingAudio)
  /// A root that planning needs cannot be read.
  case unreachable(root: String, words: String)
  /// The manifest holds no event.
  case empty(manifest: String)

  package var description: String {
    switch self {
    case .malformed(let manifest, let lines, let count):
      let named = lines.map(\.description).joined(separator: "; ")
      let rest = count > lines.count ? "; and \(count - lines.count) more" : ""
      return "\(count) malformed \(count == 1 ? "line" : "lines") in \(manifest): \(named)\(rest)"
        + " (mend them, or count and leave them out with --on-bad-line skip)"
    case .tooMuchMissing(let missing): return missing.description
    case .unreachable(let root, let words):
      return "could not look for audio under \(root): \(words) (mount it and try again)"
    case .empty(let manifest): return "no events in \(manifest): nothing to export"
    }
  }
}

/// A line that is not a usable event.
package struct MalformedLine: Hashable, Sendable, CustomStringConvertible {
  package let number: Int
  /// Of the line's first byte in the file.
  package let byteOffset: Int
  package let reason: String

  package var description: String { "line \(number) (byte \(byteOffset)): \(reason)" }
}
