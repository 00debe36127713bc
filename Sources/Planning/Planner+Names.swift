import Dataset
import Files

extension Planner {
  /// Reads the manifest again for the earlier events of names that clash, where there are any.
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

/// Nobody who is told: what a second pass finds was told by the first.
private final class Unheard: PlanFindings {
  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {}

  func note(_ malformed: MalformedLine) {}
}
