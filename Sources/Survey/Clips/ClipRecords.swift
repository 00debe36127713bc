import Bundle
import Dataset

/// The part of a clip that is kept to compare it with all others: 64 bytes.
struct ClipRecord {
  /// The digest of its bytes.
  let digest: ContentDigest
  /// Identifies the event: clips of one event have the same value.
  let event: UInt64
  /// Identifies the clip, independent of its folder.
  let name: UInt64
  /// First frame in the recording, at its rate.
  let start: Int
  /// Frames of the recording.
  let frames: Int32
  let label: Int32
  /// The recording's number; clips without a stated origin have a number of their own.
  let recording: Int32
  /// First frame of the clip that has its peak.
  let peakFrame: Int32
  /// The number of the row in its split's label file, from 1.
  let row: Int32
  let traits: ClipTraits
}

/// The yes-or-no properties of a clip.
struct ClipTraits: OptionSet {
  let rawValue: UInt8

  static let isVal = ClipTraits(rawValue: 1)
  static let isSilent = ClipTraits(rawValue: 2)
  static let isDigitalSilence = ClipTraits(rawValue: 4)
  /// Set if the place where it was cut is stated.
  static let hasOrigin = ClipTraits(rawValue: 8)
  static let hasLevel = ClipTraits(rawValue: 16)
  static let isFullScale = ClipTraits(rawValue: 32)
}

/// All clips of a bundle, with their labels and recordings by number.
struct ClipRecords {
  /// A file, read at one rate.
  struct Recording: Hashable {
    let sourceSet: Text
    /// Nil stands for the clips of the source set without a stated origin.
    let path: Text?
    /// Hz; 0 without a path.
    let rate: Int
  }

  private(set) var rows: [ClipRecord] = []
  private(set) var labels = Numbered<Text>()
  private(set) var recordings = Numbered<Recording>()

  /// Records of no clips.
  init() {}

  mutating func add(_ clip: CheckedClip) {
    let origin = clip.origin
    var traits: ClipTraits = clip.split == .val ? .isVal : []
    if origin != nil { traits.insert(.hasOrigin) }
    if let level = clip.level {
      traits.insert(.hasLevel)
      if level.isSilent { traits.insert(.isSilent) }
      if level.isDigitalSilence { traits.insert(.isDigitalSilence) }
      if level.isFullScale { traits.insert(.isFullScale) }
    }
    let recording = Recording(
      sourceSet: clip.sourceSet, path: origin?.audioPath, rate: origin?.rate ?? 0)
    rows.append(
      ClipRecord(
        digest: clip.digest, event: Self.event(of: clip), name: Self.name(of: clip),
        start: origin?.start ?? 0, frames: Int32(clamping: origin?.frames ?? 0),
        label: labels.number(of: clip.label), recording: recordings.number(of: recording),
        peakFrame: Int32(clamping: clip.level?.peakFrame ?? 0), row: Int32(clamping: clip.row),
        traits: traits))
  }

  /// The event's id identifies it, otherwise the beginning of its clips' names.
  private static func event(of clip: CheckedClip) -> UInt64 {
    let name = clip.eventID ?? ClipName.contentID(inPath: Text(clip.path)) ?? Text(clip.path)
    return ContentDigest(of: name.bytes).low
  }

  private static func name(of clip: CheckedClip) -> UInt64 {
    let path = clip.path.utf8
    let file = path[(path.lastIndex(of: 0x2F).map(path.index(after:)) ?? path.startIndex)...]
    let stem = String(file.prefix(upTo: file.lastIndex(of: 0x2E) ?? file.endIndex)) ?? ""
    return name(ContentDigest(ofStem: stem, in: clip.split))
  }

  /// The clip with this key, in 64 bits.
  static func name(_ key: ContentDigest) -> UInt64 { key.high ^ key.low }
}

/// Numbers for distinct values, in order of first appearance.
struct Numbered<Value: Hashable> {
  private(set) var values: [Value] = []
  private var numbers: [Value: Int32] = [:]

  /// The number of a value, which may be new.
  mutating func number(of value: Value) -> Int32 {
    if let known = numbers[value] { return known }
    let number = Int32(clamping: values.count)
    numbers[value] = number
    values.append(value)
    return number
  }

  subscript(number: Int32) -> Value { values[Int(number)] }
}
