import Bundle
import Dataset
import Files

/// Collects the clips of a bundle, and then their events.
struct ClipStudy {
  private var records = ClipRecords()
  private var levels = LevelTable()
  private var histogram = LevelHistogram()
  private var samples = ClipSamples()
  private var aligner: Aligner?

  /// Takes the next clip, in the order of the rows.
  mutating func add(_ clip: CheckedClip) {
    samples.add(clip, number: records.rows.count)
    records.add(clip)
    guard let level = clip.level else { return }
    levels.add(level, label: clip.label, source: clip.sourceSet)
    histogram.add(level)
  }

  /// Begins to search for the events of the added clips.
  mutating func begin(events bundle: BundleFindings) {
    var options = ClipOptions()
    options.valRatio = bundle.valRatio
    options.format = bundle.format
    aligner = Aligner(records, sampleRate: bundle.sampleRate, options: options)
  }

  /// Takes the manifest's next event.
  mutating func add(_ event: Event) { aligner?.add(event) }

  /// The findings; throws if rows cannot be read again to name clips.
  ///
  /// `contents` are those of the recordings, as far as they are on record.
  func finish(
    _ bundle: BundleFindings, _ contents: RecordingContents
  ) throws(StorageError) -> ClipFindings {
    let alignment = aligner?.finish()
    let clips = records.rows
    var isLeaked = [Bool](repeating: false, count: clips.count)
    let equal = EqualAudio(clips) { isLeaked[$0] = true }
    let recordings = RecordingFiles(records, rooted: bundle.rootedSources)
    let shared = SharedRecordings(recordings, of: records) { isLeaked[$0] = true }
    let copied = CopiedRecordings(recordings, contents, of: records) { isLeaked[$0] = true }
    let near = NearRepeats(clips)
    var shown = suspects(isLeaked, equal.conflicts, alignment)
    shown.add(samples.clips(of: bundle.labels.byCount.reversed().map(\.label)))
    let pairs = [equal.leaked, equal.conflicts, near.found].flatMap(\.first)
    let rows = try ShownRows(
      of: pairs.flatMap { [$0.clip, $0.other] } + shown.reasons.keys, in: clips, bundle.path)
    return ClipFindings(
      clips: clips.count, levels: levels,
      withoutLevel: clips.count { !$0.traits.contains(.hasLevel) },
      repeatedAudio: equal.repeated, leaked: isLeaked.count { $0 },
      sharedRecordings: shared.recordings, clipsOfSharedRecordings: shared.clips,
      copiedRecordings: copied.groups, clipsOfCopiedRecordings: copied.clips,
      unknownContents: copied.unknown,
      sharedAudio: rows.pairs(equal.leaked), labelConflicts: rows.pairs(equal.conflicts),
      nearRepeats: rows.pairs(near.found),
      hasOrigins: clips.allSatisfy { $0.traits.contains(.hasOrigin) }, alignment: alignment,
      histogram: histogram, labelsInSources: labelsInSources,
      shown: list(shown, rows, bundle.labels))
  }

  // MARK: Clips to listen to

  private func suspects(
    _ isLeaked: [Bool], _ conflicts: FirstPairs, _ alignment: Alignment?
  ) -> ShownNumbers {
    let clips = records.rows
    func those(_ trait: ClipTraits) -> some Sequence<Int> {
      clips.indices.lazy.filter { clips[$0].traits.contains(trait) }
    }
    var shown = ShownNumbers()
    shown.add(those(.isSilent), .silent)
    shown.add(those(.isFullScale), .fullScale)
    shown.add(clips.indices.lazy.filter { isLeaked[$0] }, .leaked)
    shown.add(conflicts.first.map(\.clip), .conflict)
    let late = Set((alignment?.misaligned ?? []).map { LabelInSource($0.label, $0.sourceSet) })
    if late.isEmpty { return shown }
    shown.add(
      clips.indices.lazy.filter {
        late.contains(group(of: clips[$0])) && aligner?.place(of: $0) != nil
          && !clips[$0].traits.contains(.isSilent)
      }, .misaligned)
    return shown
  }

  private func group(of clip: ClipRecord) -> LabelInSource {
    LabelInSource(records.labels[clip.label], records.recordings[clip.recording].sourceSet)
  }

  private var labelsInSources: [LabelInSource] {
    var numbered = Numbered<LabelInSource>()
    var counts: [Int] = []
    for clip in records.rows {
      let number = Int(numbered.number(of: group(of: clip)))
      if number == counts.count { counts.append(0) }
      counts[number] += 1
    }
    return zip(numbered.values, counts).map { group, count in
      var group = group
      group.clips = count
      return group
    }
  }

  private func list(
    _ shown: ShownNumbers, _ rows: ShownRows, _ labels: LabelTable
  ) -> [ShownClip] {
    shown.inOrder { labels[records.labels[records.rows[$0].label]]?.total ?? 0 }
      .compactMap { clip, reasons in
        guard let row = rows[clip] else { return nil }
        let place = aligner?.place(of: clip)
        return ShownClip(
          row: row, split: records.rows[clip].traits.contains(.isVal) ? .val : .train,
          onset: place?.onset,
          lag: records.rows[clip].traits.contains(.isSilent) ? nil : place?.lag, reasons: reasons)
      }
  }
}
