package import Dataset
import Files
package import JSON

/// `metadata.json`: the record that a bundle is complete, and of its origin.
///
/// A writer states every field. A reader takes the fields that a damaged bundle still has; `PublishedMetadata`
/// is for code that needs all of them.
package struct MetadataDocument: Codable, Sendable {
  package let formatVersion: Int?
  /// Name and version of the program.
  package let generator: String?
  package let libraries: OrderedFields<String>?
  package let complete: Bool?
  package let eventsRemaining: Int?
  /// Events of the bundle that the manifest no longer has and that were kept.
  package let removedEvents: Int?
  /// Clips that were lost and cannot be made again as they were; the labels omit them.
  package let lostClips: Int?
  /// Recordings that changed meanwhile, so that their clips are of more than one version.
  package let mixedRecordings: Int?
  package let manifest, manifestSHA256, datasetRoot: String?
  package let sampleRate, clipFanout: Int?
  package let valRatio: Double?
  package let limit: Int?
  package let options: ExportOptions?
  /// The type of each carried column, in their order.
  package let labelFieldTypes: OrderedFields<ColumnType>?
  package let totalEventsProcessed: Int?
  package let statistics, runStatistics: Statistics?
  package let splitCounts: BySplit<Int>?
  package let splitDurationsSeconds, runSplitDurationsSeconds: BySplit<Double>?
  /// In the order of the class numbers.
  package let labelCounts, runLabelCounts: OrderedFields<Int>?
  package let durationSecondsBySource, runDurationSecondsBySource: OrderedFields<Double>?
  /// Clips that resumes rendered again: history, not the present bundle.
  package let healedSplitCounts: BySplit<Int>?
  package let healedSplitDurationsSeconds: BySplit<Double>?
  package let healedDurationSecondsBySource: OrderedFields<Double>?
  package let runHealedSplitCounts: BySplit<Int>?
  package let runHealedSplitDurationsSeconds: BySplit<Double>?
  package let runHealedDurationSecondsBySource: OrderedFields<Double>?
  package let skipReasons, runSkipReasons: OrderedFields<Int>?
  /// Silent and full-scale clips; nil in records of older builds.
  package let levels: Levels?
  package let bundleDigest, clipsDigest: String?
  package let labelsSHA256: BySplit<String>?
  package let componentsSHA256: String?
  /// The digest of every other document that the options require, by its path in the bundle; nil in records of
  /// older builds.
  package let filesSHA256: OrderedFields<String>?
  /// Oldest first.
  package let runs: [RunRow]?

  /// Version of the bundle's layout.
  package static let currentVersion = 2

  /// The outcome of some events.
  package struct Statistics: Codable, Sendable {
    package let totalEvents, slicedEvents, writtenClips, trainClips, valClips: Int?
    package let writtenSeconds, trainSeconds, valSeconds: Double?
    package let skippedMissingAudio, skippedNoComponents, skippedMalformed, skippedTotal: Int?
    package let duplicates, invalidValues, caseTwins, recoveredEvents, healedClips: Int?
    package let healedSeconds: Double?

    /// Number of clips that were written for one split.
    package func clips(of split: Split) -> Int? { split == .train ? trainClips : valClips }
  }

  /// Numbers of clips that are silent or reach full scale; labels and source sets without one are omitted.
  package struct Levels: Codable, Sendable {
    package let all: LevelCounts?
    package let byLabel, bySource: OrderedFields<LevelCounts>?

    package init(_ table: LevelTable) {
      all = table.all
      byLabel = OrderedFields(table.byLabel.map { ($0.name, $0.counts) })
      bySource = OrderedFields(table.bySource.map { ($0.name, $0.counts) })
    }

    /// The counts; nil if some are absent.
    var table: LevelTable? {
      guard let all, let byLabel, let bySource else { return nil }
      return LevelTable(all: all, byLabel: byLabel.byName, bySource: bySource.byName)
    }

    /// Every number under its name in the document.
    var numbers: [(name: Text, count: Int)] {
      let tables = [("by_label", byLabel), ("by_source", bySource)].flatMap { table, fields in
        (fields?.fields ?? []).map { (name: "\(table).\($0.name)", counts: $0.value) }
      }
      return ((all.map { [("all", $0)] } ?? []) + tables).flatMap { name, counts in
        [
          (name: Text("levels.\(name).silent"), count: counts.silent),
          (name: Text("levels.\(name).digital_silence"), count: counts.digitalSilence),
          (name: Text("levels.\(name).full_scale"), count: counts.fullScale),
        ]
      }
    }
  }

  /// A value for each split.
  package struct BySplit<Value: Codable & Sendable>: Codable, Sendable {
    package let train, val: Value?

    /// The value of one split.
    package subscript(split: Split) -> Value? { split == .train ? train : val }
  }
}

extension MetadataDocument {
  /// The digest on record of a document with this path in the bundle.
  package func sha256(of document: BundleDocument, named name: String) -> String? {
    switch document {
    case .labels(let split): labelsSHA256?[split]
    case .components: componentsSHA256
    case .rows, .skipped, .card, .croissant, .checksums: filesSHA256?.byName[Text(name)]
    }
  }

  /// Bytes of the largest document that is read.
  static let sizeLimit = 1 << 28

  /// Reads the document's bytes; throws a `JSONError` that names a field of another kind.
  package init(json: [UInt8]) throws {
    self = try JSONFile.decode(MetadataDocument.self, from: json, as: .document)
  }

  /// Reads a bundle's record; fields of another kind are nil.
  ///
  /// Throws a `StorageError` if there is nothing to read, a `JSONError` if it is not an object.
  package static func read(_ path: String) throws -> MetadataDocument {
    try JSONFile.decode(
      MetadataDocument.self, from: try FileSystem.read(path, limit: sizeLimit), as: .document,
      tolerant: true)
  }
}

// MARK: Writing

extension MetadataDocument {
  init(_ metadata: Metadata) {
    let (merged, plan, options) = (metadata.merged, metadata.plan, metadata.options)
    let counts = merged.counts
    let (lifetime, run, healed, runHealed) =
      (counts.lifetime, counts.run, counts.healed, counts.runHealed)
    let rate = Double(options.clips.sampleRate)
    self.init(
      formatVersion: Self.currentVersion, generator: metadata.generator,
      libraries: OrderedFields(metadata.libraries.map { (Text($0.name), $0.version) }),
      complete: metadata.eventsRemaining == 0, eventsRemaining: metadata.eventsRemaining,
      removedEvents: plan.removedEvents ?? 0,
      lostClips: merged.lostClips + merged.changed.lostClips,
      mixedRecordings: merged.changed.mixedRecordings,
      manifest: plan.manifest.path, manifestSHA256: plan.manifest.sha256,
      datasetRoot: metadata.bundle.root, sampleRate: options.clips.sampleRate,
      clipFanout: plan.fanout, valRatio: options.clips.valRatio, limit: options.events.limit,
      options: options,
      labelFieldTypes: OrderedFields(merged.columns.map { ($0.name, $0.type) }),
      totalEventsProcessed: lifetime.tally.totalEvents,
      statistics: Statistics(
        lifetime.tally, healed: healed.tally, recovered: counts.recovered, rate: rate),
      runStatistics: Statistics(
        run.tally, healed: runHealed.tally, recovered: counts.runRecovered, rate: rate),
      splitCounts: .counts(lifetime), splitDurationsSeconds: .seconds(lifetime, rate),
      runSplitDurationsSeconds: .seconds(run, rate),
      labelCounts: OrderedFields(zip(plan.classes, lifetime.clipsByClass)),
      runLabelCounts: OrderedFields(zip(plan.classes, run.clipsByClass)),
      durationSecondsBySource: lifetime.seconds(rate),
      runDurationSecondsBySource: run.seconds(rate),
      healedSplitCounts: .counts(healed), healedSplitDurationsSeconds: .seconds(healed, rate),
      healedDurationSecondsBySource: healed.seconds(rate), runHealedSplitCounts: .counts(runHealed),
      runHealedSplitDurationsSeconds: .seconds(runHealed, rate),
      runHealedDurationSecondsBySource: runHealed.seconds(rate),
      skipReasons: OrderedFields(lifetime.tally.skipped.filter { $0.value > 0 }),
      runSkipReasons: OrderedFields(run.tally.skipped.filter { $0.value > 0 }),
      levels: Levels(merged.levels),
      bundleDigest: merged.bundleDigest, clipsDigest: merged.clipsDigest,
      labelsSHA256: BySplit(
        train: merged.files[.labels(.train)]?.sha256, val: merged.files[.labels(.val)]?.sha256),
      componentsSHA256: merged.files[.components]?.sha256,
      filesSHA256: OrderedFields(metadata.otherFiles.map { (Text($0.name), $0.sha256) }),
      runs: metadata.runs)
  }
}

extension Metadata {
  /// The documents whose digests have no field of their own.
  fileprivate var otherFiles: [(name: String, sha256: String)] {
    BundleDocument.calledFor(by: options.bundle).compactMap { document in
      if BundleDocument.ofBundleDigest.contains(document) { return nil }
      return merged.files[document].map { (bundle.name(of: document), $0.sha256) }
    }
  }
}

extension MetadataDocument.Statistics {
  fileprivate init(_ tally: Tally, healed: Tally, recovered: Int, rate: Double) {
    self.init(
      totalEvents: tally.totalEvents, slicedEvents: tally.slicedEvents,
      writtenClips: tally.writtenClips, trainClips: tally.trainClips, valClips: tally.valClips,
      writtenSeconds: Double(tally.writtenFrames) / rate,
      trainSeconds: Double(tally.trainFrames) / rate, valSeconds: Double(tally.valFrames) / rate,
      skippedMissingAudio: tally.skippedMissingAudio,
      skippedNoComponents: tally.skipped[.noComponents] ?? 0,
      skippedMalformed: tally.skipped[.malformed] ?? 0, skippedTotal: tally.skippedTotal,
      duplicates: tally.duplicates, invalidValues: tally.invalidValues,
      caseTwins: tally.caseTwins, recoveredEvents: recovered, healedClips: healed.writtenClips,
      healedSeconds: Double(healed.writtenFrames) / rate)
  }
}

extension MetadataDocument.BySplit<Int> {
  fileprivate static func counts(_ account: Account) -> Self {
    Self(train: account.tally.trainClips, val: account.tally.valClips)
  }
}

extension MetadataDocument.BySplit<Double> {
  fileprivate static func seconds(_ account: Account, _ rate: Double) -> Self {
    Self(
      train: Double(account.tally.trainFrames) / rate, val: Double(account.tally.valFrames) / rate)
  }
}

extension Account {
  fileprivate func seconds(_ rate: Double) -> OrderedFields<Double> {
    OrderedFields(sources.map { ($0.name, Double($0.frames) / rate) })
  }
}
