/// What a planning pass found out about a whole manifest.
package struct PlanSummary: Hashable, Sendable, Codable {
  /// Its path is absolute.
  package var manifest: FileStamp
  /// Non-blank lines within the limit.
  package var totalEvents: Int
  /// Non-blank lines of the whole manifest.
  package var manifestEvents: Int
  package var shardCount: Int
  /// Labels in the order of their class numbers.
  package var classes: [Text]
  /// Digits of the fanout directories.
  package var fanout: Int
  /// Clips a split will hold if every source can be read as far as its windows go.
  package var plannedClips: [Split: Int]
  /// Frames of those at the clips' rate; nil where no planner counted them.
  package var plannedFrames: [Split: CappedSum]?
  /// Events by the split of their session, which malformed ones have not; nil where no planner counted them.
  package var plannedEvents: SplitEvents?
  /// Labelled components whose clip belongs to an earlier event.
  package var duplicates: Int
  /// Clips whose names differ from an earlier clip's in case only.
  package var caseTwins = 0
  /// Values of no use in fields that clips depend on, but for onsets.
  package var invalidClipValues = 0
  /// Events with an onset whose window no recording can hold; nil for none.
  package var impossibleWindows: Int?
  /// Clips of each class by split, in the order of `classes`, as far as every source can be read.
  package var clipsByClass: [SplitEvents] = []
  /// What the plan's own clips take on disk.
  package var room = RoomNeeded()
  /// Events of one recording and one onset with an earlier event, whose id is another.
  package var repeatedHits = 0
  /// Events that will be skipped, as far as planning can tell, by reason.
  package var skipped: [SkipReason: Int]
  /// A row a source set, in order of first appearance.
  package var sourceSets: [SourceSetCount]
  /// Carried fields in the order of the label rows, each with the type of its values within the limit.
  package var columns: [CarriedColumn] = []
  /// Folders on the way to recordings that may not be searched, absolute, the first few of them;
  /// nil for none.
  package var unsearchable: [String]?
  /// Clips of earlier plans, by their keys' hexadecimal digits, that this one renders again: what earlier
  /// reports say of them no longer counts.
  package var replaced: [String] = []
  /// Events of the bundle that the manifest no longer has and that stay; nil for none.
  package var removedEvents: Int?

  package init(manifest: FileStamp) {
    self.manifest = manifest
    totalEvents = 0
    manifestEvents = 0
    shardCount = 0
    classes = []
    fanout = 0
    plannedClips = [:]
    duplicates = 0
    skipped = [:]
    sourceSets = []
  }

  package var skippedTotal: Int {
    SkipReason.allCases.reduce(0) { $0 + (skipped[$1] ?? 0) }
  }
}

/// The events and files of one source set.
package struct SourceSetCount: Hashable, Sendable, Codable {
  package var name: Text
  package var events = 0
  /// Distinct files.
  package var files = 0
  package var filesFound = 0
  /// Events whose file was not found.
  package var eventsMissing = 0
  /// Clips of the set if every source can be read as far as its windows go; nil where no planner counted them.
  package var plannedClips: Int?
  /// Their frames at the clips' rate.
  package var plannedFrames: CappedSum?

  package init(name: Text) { self.name = name }
}
