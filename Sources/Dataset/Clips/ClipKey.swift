/// Names a clip in 128 bits: its split and its stem, whatever directory it lies in.
///
/// Names that differ in case only differ in the last 32 bits only.
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

  /// The same event's clip if its session were in `split`.
  package init(clipOf event: Event, label: Text, in split: Split, options: ClipOptions) {
    self = Self.clip(of: event, label: label, in: split, options: options).key
  }

  /// The clip whose file has this name without its ending.
  package init(ofStem stem: String, in split: Split) {
    let exact = Array("\(split.rawValue)/\(stem)".utf8)
    let folded = exact.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    let digest = ContentDigest(of: exact)
    guard folded != exact else {
      self = digest
      return
    }
    let shared = ContentDigest(of: folded)
    let own: UInt64 = 0xFFFF_FFFF
    self.init(high: shared.high, low: shared.low & ~own | digest.low & own)
  }
}
