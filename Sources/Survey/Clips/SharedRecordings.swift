package import Dataset

/// A recording from which clips of both splits were cut.
package struct SharedRecording: Hashable, Sendable, Codable {
  package let sourceSet: Text
  package let audioPath: Text
  /// Clips by split.
  package let train, val: Int
}

/// Recordings with clips in both splits.
struct SharedRecordings {
  private(set) var recordings = Capped<SharedRecording>(keeping: FirstPairs.kept)
  /// Number of their clips.
  private(set) var clips = 0

  /// Searches the clips with a stated origin; `leak` gets the numbers of those of shared recordings.
  ///
  /// A path is the same file in all source sets except those that have roots of their own.
  init(_ records: ClipRecords, rooted: Set<Text>, leak: (Int) -> Void) {
    var files = Numbered<SourceKey>()
    var first: [ClipRecords.Recording] = []
    let numbers = records.recordings.values.map { recording in
      let root = rooted.contains(recording.sourceSet) ? recording.sourceSet : ""
      let number = files.number(of: SourceKey(audioPath: recording.path, sourceSet: root))
      if first.count < files.values.count { first.append(recording) }
      return Int(number)
    }
    var counts = [(train: Int, val: Int)](repeating: (0, 0), count: files.values.count)
    let withOrigin = records.rows.indices.filter { records.rows[$0].traits.contains(.hasOrigin) }
    for clip in withOrigin {
      let file = numbers[Int(records.rows[clip].recording)]
      if records.rows[clip].traits.contains(.isVal) {
        counts[file].val += 1
      } else {
        counts[file].train += 1
      }
    }
    for (recording, counts) in zip(first, counts) where counts.train > 0 && counts.val > 0 {
      clips += counts.train + counts.val
      recordings.add(
        SharedRecording(
          sourceSet: recording.sourceSet, audioPath: recording.path ?? "", train: counts.train,
          val: counts.val))
    }
    for clip in withOrigin {
      let counts = counts[numbers[Int(records.rows[clip].recording)]]
      if counts.train > 0, counts.val > 0 { leak(clip) }
    }
  }
}
