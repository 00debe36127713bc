/// Everything a user decides about a bundle; recorded with the run, so that a resume needs no flag.
///
/// A field's default is stated here; all else that is known of it, in the table of `ExportOption`.
package struct ExportOptions: Hashable, Sendable {
  package var clips = ClipOptions()
  package var fields = FieldOptions()
  package var sources = SourceOptions()
  package var events = EventOptions()
  package var bundle = BundleOptions()

  package init() {}
}

/// What decides the bytes, names and splits of the clips.
package struct ClipOptions: Hashable, Sendable {
  /// Rate of the clips in Hz.
  package var sampleRate = 44100
  /// Share of the sessions that go to `val`.
  package var valRatio = 0.1
  /// Least length of a clip in seconds; shorter ones end in silence.
  package var padToSeconds: Double?
  package var resampleEdges = ResampleEdges.context
  package var format = ClipFormat.wav

  package init() {}
}

/// Where the audio lies, and how much of it may be missing.
package struct SourceOptions: Hashable, Sendable {
  /// One `--audio-root-map`: a root for the events of one source set.
  package struct Root: Hashable, Sendable, Codable, LosslessStringConvertible {
    package var source: Text
    package var path: String

    package init(source: Text, path: String) {
      self.source = source
      self.path = path
    }

    /// Reads `SOURCE=PATH`.
    package init?(_ text: String) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      self.init(source: Text(String(parts[0])), path: String(parts[1]))
    }

    package var description: String { "\(source)=\(path)" }
  }

  /// Absolute path of the default root; nil where the flag was not given.
  package var audioRoot: String?
  /// In the order given; a source set may have several.
  package var rootMap: [Root] = []
  package var allowOutsideRoots = false
  /// Source sets of which not one file needs to be there.
  package var allowMissing: [Text] = []
  /// Share of events that may be skipped before the run stops instead of rendering.
  package var maxSkipRate = 0.01

  package init() {}

  /// Whether so many of the events may be skipped.
  package func allowsSkipping(_ skipped: Int, of events: Int) -> Bool {
    Double(skipped) / Double(max(events, 1)) <= maxSkipRate
  }
}

/// Which events count, and what happens to those that cannot be used.
package struct EventOptions: Hashable, Sendable {
  /// What a malformed line does: end the run before any clip is written, or be counted and skipped.
  package enum BadLine: String, CaseIterable, Hashable, Sendable, Codable {
    case stop
    case skip
  }

  /// How `limit` chooses.
  package enum Sample: String, CaseIterable, Hashable, Sendable, Codable {
    /// The manifest's first events.
    case first
    /// Events of every source set, in proportion to its size.
    case stratified
  }

  /// Events of the manifest to use; nil means all.
  package var limit: Int?
  package var sample = Sample.first
  /// Labels that get the first class numbers, in this order; nil where there is no taxonomy.
  package var taxonomy: [Text]?
  package var onBadLine = BadLine.stop
  /// Quarantined events that still count as success.
  package var maxQuarantined = 0
  /// Events a shard aims at.
  package var shardEvents = 1000

  package init() {}
}

/// How the bundle is laid out.
package struct BundleOptions: Hashable, Sendable {
  /// Digits of the fanout directories, 0...4; nil lets the plan choose.
  package var clipFanout: Int?
  /// Whether the clips of one event share one file by hard links.
  package var linkIdentical = true
  /// Whether `metadata.jsonl` is written for Hugging Face's `load_dataset`.
  package var huggingFace = true
  /// Whether `SHA256SUMS` is written.
  package var checksums = false
  /// Fields of events or components that label rows carry, in this order.
  package var labelFields: [Text] = []

  package init() {}
}
