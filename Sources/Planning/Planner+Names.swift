import Dataset
import Files

extension Planner {
  /// Reads the manifest again for the earlier events of clashing names, if there are any.
  mutating func findTwins(_ progress: (ManifestProgress) throws -> Void) throws {
    guard let unsettled = clashes.unsettled else { return }
    var planner = Planner(
      manifest: manifest, options: options, roots: sources.roots, base: base, clashes: unsettled,
      reader: try ManifestReader(manifest: manifest, hashing: .ranges), output: nil,
      findings: Unheard())
    try planner.readEvents(progress)
    clashes = planner.clashes
  }
}

/// Ignores findings: the first pass has reported those of the second.
private final class Unheard: PlanFindings {
  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {}

  func note(_ malformed: MalformedLine) {}
}
