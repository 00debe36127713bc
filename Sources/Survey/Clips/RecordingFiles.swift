package import Dataset

/// A recording with the number of its clips by split.
package struct RecordingFile: Hashable, Sendable, Codable {
  /// The source set of its first clip.
  package let sourceSet: Text
  package let audioPath: Text
  /// Clips by split.
  package internal(set) var train, val: Int

  /// True if both splits have clips of it.
  var isShared: Bool { train > 0 && val > 0 }
}

/// The recordings from which clips were cut, in order of first appearance.
///
/// A path is the same recording in all source sets except those that have roots of their own.
struct RecordingFiles {
  private(set) var files: [RecordingFile] = []
  /// The files by the numbers of the records' recordings; -1 without a path.
  let numbers: [Int]

  /// `rooted` are the source sets with roots of their own.
  init(_ records: ClipRecords, rooted: Set<Text>) {
    var keys = Numbered<SourceKey>()
    var files: [RecordingFile] = []
    numbers = records.recordings.values.map { recording in
      guard let path = recording.path else { return -1 }
      let root = rooted.contains(recording.sourceSet) ? recording.sourceSet : ""
      let number = Int(keys.number(of: SourceKey(audioPath: path, sourceSet: root)))
      if number == files.count {
        files.append(
          RecordingFile(sourceSet: recording.sourceSet, audioPath: path, train: 0, val: 0))
      }
      return number
    }
    self.files = files
    for clip in records.rows {
      guard let number = number(of: clip) else { continue }
      if clip.traits.contains(.isVal) {
        self.files[number].val += 1
      } else {
        self.files[number].train += 1
      }
    }
  }

  /// The number of the file from which a clip was cut; nil if its origin is not stated.
  func number(of clip: ClipRecord) -> Int? {
    guard clip.traits.contains(.hasOrigin) else { return nil }
    let number = numbers[Int(clip.recording)]
    return number < 0 ? nil : number
  }
}
