package import Dataset
package import Files
package import Planning

/// The findings of a verification: everything in its tables and its document.
package struct VerificationReport: Sendable {
  package let request: VerificationRequest
  package let plan: PlanSummary
  package let rootProblems: [AudioRootProblem]
  package let advice: [RootAdvice]

  package let withComponents: Int
  package let withoutComponents: Int
  /// Events with components that do not say where the hit is.
  package let withoutOnset: Int
  package let resolved: Int
  /// Events whose recording was not found, by reason.
  package let missing: [SkipReason: Int]
  /// The recordings that were not found, in manifest order.
  package let missingFiles: [SourceRow]
  package let malformed: Capped<MalformedLine>
  /// Most first.
  package let invalidValues: [(field: String, count: Int)]
  /// Labelled components, in the order of the plan's classes.
  package let labels: [(label: Text, components: Int, clips: Int)]
  /// Nil if there is no taxonomy.
  package let taxonomy: TaxonomyFindings?
  package let examples: Examples
  package let expected: ExpectedDataset
  /// Frames of every labelled window, whether or not its recording was found, at the clips' rate.
  package let labelledFrames: Int
  package let free: FreeSpace?
  /// Names that the file system at the bundle's target cannot hold, as far as that can be known.
  package let clashes: NameClashes
  /// The reason why no bundle can be made at its target, in a phrase; nil if nothing prevents it.
  package let obstacle: String?
  /// Number of changes of the recording from one event to the next, counting the first, among the events whose
  /// recording was found.
  package let sourceChanges: Int
  /// Nil if the recordings were not opened.
  package let recordings: RecordingFindings?

  package var missingTotal: Int { SkipReason.allCases.reduce(0) { $0 + (missing[$1] ?? 0) } }

  /// Number of distinct recordings, and of those that were found.
  package var files: Int { plan.sourceSets.reduce(0) { $0 + $1.files } }
  package var filesFound: Int { plan.sourceSets.reduce(0) { $0 + $1.filesFound } }

  /// The missing recordings that most events need; of equal ones those named first.
  package func mostMissed(_ limit: Int) -> [SourceRow] {
    let sorted = missingFiles.enumerated().sorted {
      ($1.element.events, $0.offset) < ($0.element.events, $1.offset)
    }
    return sorted.prefix(limit).map(\.element)
  }

  /// True if all events of each found recording are adjacent.
  package var isGrouped: Bool { sourceChanges <= filesFound }

  /// The faults that would stop or spoil an export, as far as the verification looked.
  package var readiness: Readiness {
    var readiness = Readiness(
      plan, request.options, unknownLabels: taxonomy?.unknown.count ?? 0, free: free,
      clashes: clashes, ignoresSpace: request.ignoresSpace)
    if let obstacle { readiness.add("the bundle cannot be made (\(obstacle))") }
    // A sample omits them, but is not drawn from a manifest that has any.
    let beyond = malformed.count - (plan.skipped[.malformed] ?? 0)
    readiness.add(beyond, "malformed line outside the sample", "malformed lines outside the sample")
    readiness.add(rootProblems.count, "root cannot be used", "roots cannot be used")
    readiness.add(
      request.removedEvents, "event of the bundle is gone from the manifest",
      "events of the bundle are gone from the manifest")
    readiness.add(
      request.changedClips, "clip of the bundle is changed in the manifest",
      "clips of the bundle are changed in the manifest")
    if let recordings {
      readiness.add(
        recordings.unreadableFiles, "unreadable recording", "unreadable recordings")
      readiness.add(recordings.outOfRange, "window past the end", "windows past the end")
    }
    return readiness
  }
}
