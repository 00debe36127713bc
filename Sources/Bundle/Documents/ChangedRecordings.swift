package import Dataset

/// Clips of recordings that changed: how many, and the first of them by name.
package struct ChangedRecordings: Hashable, Sendable {
  /// Clips on record that were lost, and that their recordings no longer give.
  package private(set) var lostClips = 0
  private var lost: [String] = []
  /// The sample of each recording in the rows, by digests of its name: about 64 bytes a recording.
  private var contents: [ContentDigest: ContentDigest] = [:]
  /// Recordings whose clips are of different contents.
  private var mixed: Set<ContentDigest> = []
  private var mixedNames: [Text] = []

  private static let named = 10

  /// No changes so far.
  package init() {}

  /// Adds the lost clips of a row.
  package mutating func add(
    lost standing: ShardSource.Row, in bundle: BundleLayout, _ options: ClipOptions, fanout: Int
  ) {
    lostClips += standing.lost.count
    let event = standing.row.event
    for label in standing.lost where lost.count < Self.named {
      let path = bundle.clip(event, standing.row.labels[label], options, fanout: fanout)
      lost.append("\(bundle.relative(path)) from \(event.audioPath?.string ?? "?")")
    }
  }

  /// Notes the content of a row's recording.
  package mutating func add(_ row: ReportRow, _ clips: RenderedClips) {
    guard let content = clips.source else { return }
    add(row.event.sourceSet, row.event.audioPath, content)
  }

  /// Notes the content of the recording of a source set at a path.
  package mutating func add(_ sourceSet: Text, _ path: Text?, _ content: ContentDigest) {
    let key = ContentDigest(of: sourceSet.bytes + [0] + (path?.bytes ?? []))
    guard let known = contents[key], known != content else {
      contents[key] = content
      return
    }
    guard mixed.insert(key).inserted, mixed.count <= Self.named else { return }
    mixedNames.append(path ?? "?")
  }

  /// Number of recordings whose clips are of more than one version.
  package var mixedRecordings: Int { mixed.count }

  /// The lost clips with their recordings: "train/audio/e2__kick.wav from a.wav, and 3 more".
  package var lostNames: String {
    let rest = lostClips - lost.count
    return lost.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
  }

  /// Those recordings: "a.wav, b.wav and 3 more".
  package var mixedRecordingNames: String {
    let rest = mixed.count - mixedNames.count
    return mixedNames.map(\.string).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
