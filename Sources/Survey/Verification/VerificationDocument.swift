import Dataset
import Files
import JSON
import Planning

/// The report as a document, complete except for lists with a stated bound.
///
/// Fields about a taxonomy and about opened recordings are present only if there are any.
struct VerificationDocument: Codable {
  let manifest, manifestSHA256: String
  let manifestBytes: Int
  let bundle: String
  let sampleRate: Int
  let limit: Int?
  let deep, ready: Bool
  /// The reasons why the manifest is not ready, and other points that are worth a look, a phrase each.
  let findings, warnings: [String]
  let statistics: Statistics
  let skipReasons, labelCounts, expectedLabelCounts: OrderedFields<Int>
  @OmittedIfNil var labelsUnused: [Text]?
  @OmittedIfNil var labelsOutsideTaxonomy: [TaxonomyFindings.Unknown]?
  @OmittedIfNil var aliasesUsed: [TaxonomyFindings.Alias]?
  let expectedSecondsBySource: OrderedFields<Double>
  let missingSources: OrderedFields<Int>
  let sourceSets: [SourceSetRow]
  let missingReasons: OrderedFields<Int>
  let missingExamples: [ExampleRow]
  let missingFiles: [MissingFile]
  let malformedExamples: [MalformedLine]
  let missingComponentsExamples: [ExampleRow]
  let invalidOnsetExamples: [ExampleRow]
  let invalidValues: OrderedFields<Int>
  let invalidValueExamples, duplicateExamples: [ExampleRow]
  @OmittedIfNil var unknownLabelExamples: [ExampleRow]?
  let expectedBytes, expectedDiskBytes, expectedInodes: Int
  let free: Room?
  let groupedByFile: Bool
  let fileChanges: Int
  let rootProblems: [String]
  let advice: [RootAdvice]
  @OmittedIfNil var recordings: RecordingsPart?
  @OmittedIfNil var unreadableExamples: [ExampleRow]?
  @OmittedIfNil var outOfRangeExamples: [ExampleRow]?
  @OmittedIfNil var cutShortExamples: [ExampleRow]?

  struct Statistics: Codable {
    let totalEvents, withComponents, missingComponents, resolvedAudio, missingAudio: Int
    let invalidOnset, malformed, invalidValues, duplicates, caseTwins, repeatedHits: Int
    let manifestEvents, audioFiles, audioFilesFound: Int
    let classes, expectedEvents, expectedClips, expectedTrainClips, expectedValClips: Int
    let expectedSeconds, labelledSeconds: Double
  }

  struct SourceSetRow: Codable {
    let name: Text
    let events, eventsMissing, files, filesFound: Int
  }

  struct ExampleRow: Codable {
    let eventID: Text?
    let sourceSet: Text
    let audioPath: Text?
    let line, ordinal: Int
    /// One of these, by the kind of finding.
    @OmittedIfNil var reason: Text? = nil
    @OmittedIfNil var field: Text? = nil
    @OmittedIfNil var label: Text? = nil
  }

  struct MissingFile: Codable {
    let sourceSet: Text
    let audioPath: Text?
    let reason: Text
    let events: Int
  }

  struct Room: Codable {
    let path: String
    let bytes: Int
    let inodes: Int?
  }

  struct RecordingsPart: Codable {
    let opened, unreadableFiles, unreadableEvents, outOfRange, cutShort: Int
    let sampleRates, channels: OrderedFields<Int>
    let unreadable: [UnreadableFile]
  }

  struct UnreadableFile: Codable {
    let sourceSet: Text
    let audioPath: Text?
    let events: Int
    let reason: String
  }
}

extension VerificationReport {
  /// The report as a JSON document with a line end.
  package func json() -> [UInt8] { JSONFile.document(document) }

  /// Recordings that `missing_files` names, those with the most events first.
  static let missingFilesLimit = 1000

  private var rate: Double { Double(request.options.clips.sampleRate) }

  private var document: VerificationDocument {
    VerificationDocument(
      manifest: plan.manifest.path, manifestSHA256: plan.manifest.sha256,
      manifestBytes: plan.manifest.size, bundle: request.bundle,
      sampleRate: request.options.clips.sampleRate, limit: request.options.events.limit,
      deep: request.isDeep, ready: readiness.isReady,
      findings: readiness.findings, warnings: readiness.warnings, statistics: statistics,
      skipReasons: OrderedFields(plan.skipped),
      labelCounts: OrderedFields(labels.map { ($0.label, $0.components) }),
      expectedLabelCounts: OrderedFields(labels.map { ($0.label, $0.clips) }),
      labelsUnused: taxonomy?.unused, labelsOutsideTaxonomy: taxonomy?.unknown,
      aliasesUsed: taxonomy?.aliases,
      expectedSecondsBySource: OrderedFields(
        expected.sources.map { ($0.name, Double($0.frames) / rate) }),
      missingSources: OrderedFields(
        plan.sourceSets.filter { $0.eventsMissing > 0 }.map { ($0.name, $0.eventsMissing) }),
      sourceSets: plan.sourceSets.map { .init($0) }, missingReasons: OrderedFields(missing),
      missingExamples: rows(.missing),
      missingFiles: mostMissed(Self.missingFilesLimit).map { .init($0) },
      malformedExamples: malformed.first, missingComponentsExamples: rows(.noComponents),
      invalidOnsetExamples: rows(.invalidOnset),
      invalidValues: OrderedFields(invalidValues.map { (Text($0.field), $0.count) }),
      invalidValueExamples: rows(.invalidValue), duplicateExamples: rows(.duplicate),
      unknownLabelExamples: taxonomy.map { _ in rows(.unknownLabel) },
      expectedBytes: expected.bytes.value, expectedDiskBytes: plan.room.bytes.value,
      expectedInodes: plan.inodesNeeded,
      free: free.map { .init(path: $0.path, bytes: $0.bytes, inodes: $0.inodes) },
      groupedByFile: isGrouped, fileChanges: sourceChanges,
      rootProblems: rootProblems.map(\.description), advice: advice,
      recordings: recordings.map { .init($0) },
      unreadableExamples: recordings.map { _ in rows(.unreadable) },
      outOfRangeExamples: recordings.map { _ in rows(.outOfRange) },
      cutShortExamples: recordings.map { _ in rows(.cutShort) })
  }

  private var statistics: VerificationDocument.Statistics {
    VerificationDocument.Statistics(
      totalEvents: plan.totalEvents, withComponents: withComponents,
      missingComponents: withoutComponents, resolvedAudio: resolved, missingAudio: missingTotal,
      invalidOnset: withoutOnset, malformed: malformed.count,
      invalidValues: invalidValues.reduce(0) { $0 + $1.count },
      duplicates: plan.duplicates, caseTwins: plan.caseTwins, repeatedHits: plan.repeatedHits,
      manifestEvents: plan.manifestEvents, audioFiles: files,
      audioFilesFound: filesFound, classes: plan.classes.count, expectedEvents: expected.events,
      expectedClips: expected.clipCount, expectedTrainClips: expected.clips[.train] ?? 0,
      expectedValClips: expected.clips[.val] ?? 0,
      expectedSeconds: Double(expected.frames.value) / rate,
      labelledSeconds: Double(labelledFrames) / rate)
  }

  private func rows(_ kind: FindingKind) -> [VerificationDocument.ExampleRow] {
    examples[kind].map { VerificationDocument.ExampleRow($0, kind) }
  }
}

extension VerificationDocument.ExampleRow {
  init(_ example: Example, _ kind: FindingKind) {
    self.init(
      eventID: example.eventID, sourceSet: example.source.sourceSet,
      audioPath: example.source.audioPath, line: example.line, ordinal: example.ordinal)
    switch kind {
    case .missing, .unreadable, .outOfRange, .cutShort: reason = example.detail
    case .invalidValue: field = example.detail
    case .duplicate, .unknownLabel: label = example.detail
    case .noComponents, .invalidOnset: break
    }
  }
}

extension VerificationDocument.SourceSetRow {
  init(_ set: SourceSetCount) {
    self.init(
      name: set.name, events: set.events, eventsMissing: set.eventsMissing, files: set.files,
      filesFound: set.filesFound)
  }
}

extension VerificationDocument.MissingFile {
  init(_ file: SourceRow) {
    self.init(
      sourceSet: file.source.sourceSet, audioPath: file.source.audioPath,
      reason: file.first.detail, events: file.events)
  }
}

extension VerificationDocument.RecordingsPart {
  init(_ recordings: RecordingFindings) {
    func histogram(_ counts: [Int: Int]) -> OrderedFields<Int> {
      OrderedFields(counts.sorted { $0.key < $1.key }.map { (Text(String($0.key)), $0.value) })
    }
    self.init(
      opened: recordings.opened, unreadableFiles: recordings.unreadableFiles,
      unreadableEvents: recordings.unreadableEvents, outOfRange: recordings.outOfRange,
      cutShort: recordings.cutShort, sampleRates: histogram(recordings.sampleRates),
      channels: histogram(recordings.channels),
      unreadable: recordings.unreadable.map {
        .init(
          sourceSet: $0.source.sourceSet, audioPath: $0.source.audioPath, events: $0.events,
          reason: $0.words)
      })
  }
}
