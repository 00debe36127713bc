package import Dataset
package import Files

/// The facts that every renderer of a run needs; the same for all of them.
package struct RenderJob: Hashable, Sendable, Codable {
  package var run: RunID
  /// Absolute path of the bundle.
  package var bundle: String
  /// Absolute path of the folder of the run state; nil if it lies in the bundle.
  package var state: String?
  package var manifest: FileStamp
  /// Digits of the fanout directories.
  package var fanout: Int
  package var options: ExportOptions
  /// True if a clip on record is replaced when its recording now gives another one; nil means false.
  package var replacesChanged: Bool?

  /// What the rows within tars need of the plan; nil where clips are files.
  package var samples: SampleColumns?

  package init(
    run: RunID, bundle: String, state: String? = nil, manifest: FileStamp, fanout: Int,
    options: ExportOptions
  ) {
    self.run = run
    self.bundle = bundle
    self.state = state
    self.manifest = manifest
    self.fanout = fanout
    self.options = options
  }

  package var layout: BundleLayout { BundleLayout(bundle, state: state) }

  package var roots: AudioRoots { AudioRoots(options.sources, manifest: manifest.path) }
}

/// What a clip's row in a tar says beside what a report does: known when all was planned.
package struct SampleColumns: Hashable, Sendable, Codable {
  /// Labels in the order of their class numbers.
  package var classes: [Text]
  /// What rows carry along.
  package var columns: [CarriedColumn]

  package init(classes: [Text], columns: [CarriedColumn]) {
    self.classes = classes
    self.columns = columns
  }
}

/// One shard, or a part of it, for one renderer.
package struct RenderTask: Hashable, Sendable, Codable {
  /// The place of the shard's row.
  package var row: PlanRow
  /// Unique among all attempts at anything in this bundle; fit for a file name.
  package var attempt: String
  /// Positions in the shard, from 0, that are quarantined: reported, not rendered.
  package var quarantined: [Int]
  /// Only these positions; the report then holds no other rows.
  package var narrowed: Range<Int>?

  package init(
    row: PlanRow, attempt: String, quarantined: [Int] = [], narrowed: Range<Int>? = nil
  ) {
    self.row = row
    self.attempt = attempt
    self.quarantined = quarantined
    self.narrowed = narrowed
  }
}

/// A shard that was rendered, and its report.
package struct RenderedShard: Hashable, Sendable, Codable {
  package var report: FileStamp
  package var tally: Tally

  package init(report: FileStamp, tally: Tally) {
    self.report = report
    self.tally = tally
  }
}

/// The reason why a shard was not rendered; nothing of it is lost, and another attempt may succeed.
package enum RenderFailure: Error, Hashable, Sendable, Codable {
  /// A source that planning found cannot be read here.
  ///
  /// `positions` are the shard's events that need the same file, the current one first.
  case unreachable(root: String, rootReadable: Bool, positions: [Int], words: String)
  /// There is no room for the output.
  case outputFull(words: String)
  /// The file system cannot hold a clip's name, or has another clip under it.
  case nameRefused(words: String)
  /// The output is read-only here.
  case outputReadOnly(words: String)
  /// A file would become larger than this host allows.
  case fileTooLarge(words: String)
  /// The output cannot be written.
  case outputFailed(words: String)
  /// The plan or the manifest has changed.
  case broken(words: String)

  /// The failure in words for people.
  package var words: String {
    switch self {
    case .unreachable(_, _, _, let words), .outputFull(let words), .nameRefused(let words),
      .outputReadOnly(let words), .fileTooLarge(let words), .outputFailed(let words),
      .broken(let words):
      words
    }
  }

  /// A failure to write, sorted by what may help.
  package init(writing error: StorageError) {
    let words = error.description
    self =
      switch error.kind {
      case .full: .outputFull(words: words)
      case .name: .nameRefused(words: words)
      case .readOnly: .outputReadOnly(words: words)
      case .tooLarge: .fileTooLarge(words: words)
      case .notThere, .notPermitted, .exists, .unreachable, .damaged, .busy, .irregular,
        .other:
        .outputFailed(words: words)
      }
  }
}

/// The place of the run's job description: a welcome sends it to a worker.
package struct JobReference: Codable {
  /// Absolute path of `job.json`.
  package var path: String
  /// 64 hexadecimal digits.
  package var sha256: String

  package init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}
