/// Every decision of a user about a bundle; recorded with the run, so that a resume needs no flag.
///
/// A field's default is stated here; the table of `ExportOption` has everything else about it.
package struct ExportOptions: Hashable, Sendable {
  package var clips = ClipOptions()
  package var fields = FieldOptions()
  package var sources = SourceOptions()
  package var events = EventOptions()
  package var bundle = BundleOptions()

  package init() {}
}

/// The options that decide the bytes, names and splits of the clips.
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

/// The places of the audio, and how much of it may be missing.
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

  /// Absolute path of the default root; nil if the flag was not given.
  package var audioRoot: String?
  /// In the order given; a source set may have several.
  package var rootMap: [Root] = []
  package var allowOutsideRoots = false
  /// Source sets whose files may all be missing.
  package var allowMissing: [Text] = []
  /// Share of events that may be skipped before the run stops instead of rendering.
  package var maxSkipRate = 0.01

  package init() {}

  /// True if this many of the events may be skipped.
  package func allowsSkipping(_ skipped: Int, of events: Int) -> Bool {
    Double(skipped) / Double(max(events, 1)) <= maxSkipRate
  }
}

/// The events that count, and the treatment of those that cannot be used.
package struct EventOptions: Hashable, Sendable {
  /// The effect of a malformed line: it ends the run before any clip is written, or is counted and skipped.
  package enum BadLine: String, CaseIterable, Hashable, Sendable, Codable {
    case stop
    case skip
  }

  /// The choice of events by `limit`.
  package enum Sample: String, CaseIterable, Hashable, Sendable, Codable {
    /// The manifest's first events.
    case first
    /// Events of every source set, in proportion to its size.
    case stratified
  }

  /// Events of the manifest to use; nil means all.
  package var limit: Int?
  package var sample = Sample.first
  /// Labels that get the first class numbers, in this order; nil if there is no taxonomy.
  package var taxonomy: [Text]?
  package var onBadLine = BadLine.stop
  /// Quarantined events that still count as success.
  package var maxQuarantined = 0
  /// Target number of events in a shard.
  package var shardEvents = 1000

  package init() {}
}

/// The layout of the bundle.
package struct BundleOptions: Hashable, Sendable {
  /// Whether each clip has a file of its own.
  package var layout = ClipLayout.files
  /// Clips after which a unit ends, where units lie in tars.
  package var tarClips = 4096
  /// Digits of the fanout directories, 0...4; nil lets the plan choose.
  package var clipFanout: Int?
  /// True if the clips of one event share one file by hard links.
  package var linkIdentical = true
  /// True if `metadata.jsonl` is written for Hugging Face's `load_dataset`.
  package var huggingFace = true
  /// True if `SHA256SUMS` is written.
  package var checksums = false
  /// Fields of events or components that label rows carry, in this order.
  package var labelFields: [Text] = []

  package init() {}
}
