import Dataset

/// Recordings with clips in both splits.
struct SharedRecordings {
  private(set) var recordings = Capped<RecordingFile>(keeping: FirstPairs.kept)
  /// Number of their clips.
  private(set) var clips = 0

  /// Searches the recordings; `leak` gets the numbers of their clips.
  init(_ recordings: RecordingFiles, of records: ClipRecords, leak: (Int) -> Void) {
    for file in recordings.files where file.isShared { self.recordings.add(file) }
    for (place, clip) in records.rows.enumerated() {
      guard let file = recordings.number(of: clip), recordings.files[file].isShared else {
        continue
      }
      clips += 1
      leak(place)
    }
  }
}
