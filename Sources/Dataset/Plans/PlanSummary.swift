/// The findings of a planning pass about a whole manifest.
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
  /// Clips that a split will hold if every source can be read as far as its windows go.
  package var plannedClips: [Split: Int]
  /// Their frames at the clips' rate; nil if no planner counted them.
  package var plannedFrames: [Split: CappedSum]?
  /// Events per split of their session; malformed events have none.
  ///
  /// Nil if no planner counted them.
  package var plannedEvents: SplitEvents?
  /// Labelled components whose clip belongs to an earlier event.
  package var duplicates: Int
  /// Clips whose names differ from an earlier clip's in case only.
  package var caseTwins = 0
  /// Unusable values in fields on which clips depend, except onsets.
  package var invalidClipValues = 0
  /// Events with an onset whose window no recording can hold; nil for none.
  package var impossibleWindows: Int?
  /// Clips of each class by split, in the order of `classes`, if every source can be read.
  package var clipsByClass: [SplitEvents] = []
  /// The disk space of the plan's own clips.
  package var room = RoomNeeded()
  /// Events with the same recording and onset as an earlier event with another id.
  package var repeatedHits = 0
  /// Events that will be skipped, by reason, as far as planning can know.
  package var skipped: [SkipReason: Int]
  /// A row a source set, in order of first appearance.
  package var sourceSets: [SourceSetCount]
  /// Carried fields in the order of the label rows, each with the type of its values within the limit.
  package var columns: [CarriedColumn] = []
  /// The first few folders on the way to recordings that may not be searched, absolute; nil for none.
  package var unsearchable: [String]?
  /// Clips of earlier plans, by their keys' hexadecimal digits, that this one renders again: the statements of
  /// earlier reports about them no longer count.
  package var replaced: [String] = []
  /// Kept events of the bundle that the manifest no longer has; nil for none.
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
  /// Clips of the set if every source can be read as far as its windows go; nil if no planner counted them.
  package var plannedClips: Int?
  /// Their frames at the clips' rate.
  package var plannedFrames: CappedSum?

  package init(name: Text) { self.name = name }
}
