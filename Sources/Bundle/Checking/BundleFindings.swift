package import Dataset

/// What a bundle holds, and what is wrong with it.
package struct BundleFindings: Sendable {
  /// Absolute.
  package let path: String
  package internal(set) var faults = BundleFaults()
  /// Label rows by split.
  package internal(set) var clips: [Split: Int] = [:]
  /// Frames of the clips as the rows state them, by split.
  package internal(set) var frames: [Split: Int] = [:]
  /// Hz.
  package internal(set) var sampleRate = 44_100
  package internal(set) var valRatio = 0.1
  /// How the manifest on record was read.
  package internal(set) var fields = FieldOptions()
  package internal(set) var labels = LabelTable()
  /// Clips and their frames.
  package internal(set) var sources = LengthBySource()
  package internal(set) var sessions: [Split: Int] = [:]
  /// Rows of skipped.jsonl by reason.
  package internal(set) var skipped = NameCounts(limit: 100)
  /// Events that the manifest no longer has, as `metadata.json` counts them.
  package internal(set) var removedEvents = 0
  /// Clips whose bytes and label an earlier one has.
  package internal(set) var repeatedAudio = 0
  /// Clips that were read and decoded.
  package internal(set) var clipsRead = 0
  /// Bytes of them.
  package internal(set) var bytesRead = 0
  /// SHA-256 over the bundle as it lies there; nil where a file of it is missing.
  package internal(set) var digest: String?
  /// Clips to listen to: a few of each label.
  package internal(set) var samples = ClipSamples()

  init(path: String) { self.path = path }

  package var clipCount: Int { Split.allCases.reduce(0) { $0 + (clips[$1] ?? 0) } }

  /// Repeated clips among all, 0...1.
  package var duplicationRate: Double {
    clipCount == 0 ? 0 : Double(repeatedAudio) / Double(clipCount)
  }
}

/// A few clips of each label, chosen by their names alone, so that a bundle shows the same ones always.
package struct ClipSamples: Sendable {
  /// One clip.
  package struct Sample: Hashable, Sendable {
    /// Relative to the bundle.
    package let path: Text
    package let eventID: Text?
    package let sourceSet: Text
    package let seconds: Double
    fileprivate let order: ContentDigest
  }

  /// Clips of a label.
  package static let each = 3

  private var byLabel: [Text: [Sample]] = [:]

  init() {}

  mutating func add(_ row: LabelRow, path: String) {
    let order = ContentDigest(of: Array(path.utf8))
    var kept = byLabel[row.label] ?? []
    if kept.count == Self.each, let last = kept.last, !Self.precedes(order, last.order) { return }
    let sample = Sample(
      path: Text(path), eventID: row.eventID, sourceSet: row.sourceSet, seconds: row.seconds,
      order: order)
    kept.insert(sample, at: kept.firstIndex { Self.precedes(order, $0.order) } ?? kept.count)
    byLabel[row.label] = Array(kept.prefix(Self.each))
  }

  private static func precedes(_ one: ContentDigest, _ two: ContentDigest) -> Bool {
    (one.high, one.low) < (two.high, two.low)
  }

  package subscript(label: Text) -> [Sample] { byLabel[label] ?? [] }
}
