/// The identity of a clip in 128 bits: its split and its stem, independent of its directory.
///
/// Names that differ in case only differ only in the last 32 bits.
extension ContentDigest {
  package init(clipOf event: Event, label: Text, options: ClipOptions) {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.init(clipOf: event, label: label, in: split, options: options)
  }

  /// The key of an event's clip, and the bytes of its file's name; `split` is that of the session.
  package static func clip(
    of event: Event, label: Text, in split: Split, options: ClipOptions
  ) -> (key: ContentDigest, nameBytes: Int) {
    let name = ClipName(event: event, label: label, format: options.format)
    return (ContentDigest(ofStem: name.stem, in: split), name.bytes(options.format))
  }

  /// The clip of the same event if its session were in `split`.
  package init(clipOf event: Event, label: Text, in split: Split, options: ClipOptions) {
    self = Self.clip(of: event, label: label, in: split, options: options).key
  }

  /// The clip whose file has this name, without its ending.
  package init(ofStem stem: String, in split: Split) {
    var path: [UInt8] = []
    path.reserveCapacity(stem.utf8.count + 6)
    path += split.rawValue.utf8
    path.append(0x2F)
    path += stem.utf8
    let digest = ContentDigest(of: path)
    guard path.contains(where: { 0x41...0x5A ~= $0 }) else {
      self = digest
      return
    }
    for place in path.indices where 0x41...0x5A ~= path[place] { path[place] |= 0x20 }
    let shared = ContentDigest(of: path)
    let own: UInt64 = 0xFFFF_FFFF
    self.init(high: shared.high, low: shared.low & ~own | digest.low & own)
  }
}
