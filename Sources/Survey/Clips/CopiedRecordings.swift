import Bundle
import Dataset

/// Recordings of one content under several paths, with clips in both splits.
package struct CopiedRecording: Hashable, Sendable, Codable {
  /// Number of the paths.
  package let recordings: Int
  /// Clips by split.
  package let train, val: Int
  /// The first of the recordings.
  package let examples: [RecordingFile]
}

/// Searches for copies of recordings by the contents on record.
struct CopiedRecordings {
  /// In order of first appearance.
  private(set) var groups = Capped<CopiedRecording>(keeping: FirstPairs.kept)
  /// Number of their clips.
  private(set) var clips = 0
  /// Recordings of which no content is on record.
  let unknown: Int

  /// Recordings of a group that are named.
  private static let named = 5

  /// Searches the recordings; `leak` gets the numbers of the clips of copies.
  init(
    _ recordings: RecordingFiles, _ contents: RecordingContents, of records: ClipRecords,
    leak: (Int) -> Void
  ) {
    var samples = Numbered<ContentDigest>()
    var groups: [Numbered<Int>] = []
    var isKnown = [Bool](repeating: false, count: recordings.files.count)
    for (recording, file) in zip(records.recordings.values, recordings.numbers) where file >= 0 {
      let key = SourceKey(audioPath: recording.path, sourceSet: recording.sourceSet)
      for sample in contents[key] {
        isKnown[file] = true
        let number = Int(samples.number(of: sample))
        if number == groups.count { groups.append(Numbered()) }
        _ = groups[number].number(of: file)
      }
    }
    unknown = isKnown.count { !$0 }
    var isCopied = [Bool](repeating: false, count: recordings.files.count)
    for group in groups.map(\.values) where group.count > 1 {
      let files = group.map { recordings.files[$0] }
      let (train, val) = files.reduce((0, 0)) { ($0.0 + $1.train, $0.1 + $1.val) }
      if train == 0 || val == 0 { continue }
      for file in group { isCopied[file] = true }
      self.groups.add(
        CopiedRecording(
          recordings: group.count, train: train, val: val,
          examples: Array(files.prefix(Self.named))))
    }
    for (place, clip) in records.rows.enumerated() {
      guard let file = recordings.number(of: clip), isCopied[file] else { continue }
      clips += 1
      leak(place)
    }
  }
}
