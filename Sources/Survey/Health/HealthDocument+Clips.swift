import Dataset
import JSON

extension HealthDocument {
  /// The properties of a bundle's clips.
  struct ClipsPart: Codable {
    let clips: Int
    let levels: Levels
    let alignment: AlignmentPart?
    let leaks: Leaks
    let labelConflicts, nearRepeats: Pairs

    init(_ findings: ClipFindings) {
      clips = findings.clips
      levels = Levels(findings)
      alignment = findings.alignment.map { AlignmentPart($0) }
      leaks = Leaks(findings)
      labelConflicts = Pairs(findings.labelConflicts, findings)
      nearRepeats = Pairs(findings.nearRepeats, findings)
    }
  }

  struct Levels: Codable {
    let silentShare, fullScaleShare: Figure
    let unknown: Int
    let all: LevelCounts
    let byLabel, bySource: OrderedFields<LevelCounts>

    init(_ findings: ClipFindings) {
      let table = findings.levels
      silentShare = Figure(findings.share(table.all.silent))
      fullScaleShare = Figure(findings.share(table.all.fullScale))
      unknown = findings.withoutLevel
      all = table.all
      byLabel = OrderedFields(table.byLabel.map { ($0.name, $0.counts) })
      bySource = OrderedFields(table.bySource.map { ($0.name, $0.counts) })
    }
  }

  struct AlignmentPart: Codable {
    let clips, unmatched, clampedStarts, cutEnds: Int
    let groups: [Group]

    /// Clips of one source set and label.
    struct Group: Codable {
      let sourceSet, label: Text
      let clips: Int
      /// Milliseconds from the onset to the loudest sample; `usualMs` is the median of the others.
      let p05Ms, medianMs, p95Ms: Double
      let usualMs, shiftMs: Double?
      let misaligned: Bool

      init(_ cell: Alignment.Cell) {
        (sourceSet, label, clips) = (cell.sourceSet, cell.label, cell.clips)
        (p05Ms, medianMs, p95Ms) = (cell.spread.p05, cell.spread.p50, cell.spread.p95)
        (usualMs, shiftMs, misaligned) = (cell.usual, cell.shift, cell.isMisaligned)
      }
    }

    init(_ alignment: Alignment) {
      clips = alignment.clips
      unmatched = alignment.unmatched
      clampedStarts = alignment.clampedStarts
      cutEnds = alignment.cutEnds
      groups = alignment.cells.map { Group($0) }
    }
  }

  struct Leaks: Codable {
    let clips: Int
    let share: Figure
    let recordings, clipsOfRecordings: Int
    let recordingExamples: [RecordingFile]
    let copies, clipsOfCopies, unknownContents: Int
    let copyExamples: [CopiedRecording]
    let audio: Pairs

    init(_ findings: ClipFindings) {
      clips = findings.leaked
      share = Figure(findings.share(findings.leaked))
      recordings = findings.sharedRecordings.count
      clipsOfRecordings = findings.clipsOfSharedRecordings
      recordingExamples = findings.sharedRecordings.first
      copies = findings.copiedRecordings.count
      clipsOfCopies = findings.clipsOfCopiedRecordings
      unknownContents = findings.unknownContents
      copyExamples = findings.copiedRecordings.first
      audio = Pairs(findings.sharedAudio, findings)
    }
  }

  struct Pairs: Codable {
    let clips: Int
    let share: Figure
    let examples: [ClipPair]

    init(_ pairs: ClipPairs, _ findings: ClipFindings) {
      clips = pairs.count
      share = Figure(findings.share(pairs.count))
      examples = pairs.first
    }
  }
}
