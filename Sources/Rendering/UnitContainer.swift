import Containers
import Dataset

/// A kind of file that holds the clips of a unit: another kind is another type of these few lines.
protocol UnitContainer {
  /// Adds a clip to the file's bytes; where its sound begins, counted from the clip's first byte.
  static func append(_ clip: UnitClip, to bytes: inout [UInt8]) -> Int
  /// What follows the last clip.
  static var end: [UInt8] { get }
}

/// A clip as it goes into a unit's file.
struct UnitClip {
  let key: SampleKey
  let sound: [UInt8]
  let format: ClipFormat
  let classNumber: Int
  /// A JSON object.
  let row: [UInt8]
}

/// A WebDataset tar.
enum TarContainer: UnitContainer {
  static func append(_ clip: UnitClip, to bytes: inout [UInt8]) -> Int {
    TarSample.append(
      clip.key, sound: clip.sound, clip.format, classNumber: clip.classNumber, row: clip.row,
      to: &bytes)
    return TarSample.soundOffset
  }

  static var end: [UInt8] { TarHeader.end }
}
