/// What names a clip in a container: ASCII without dot and slash, at most 95 bytes, unique in its split.
///
/// WebDataset takes a name's part up to the first dot for its key.
package struct SampleKey: Hashable, Sendable {
  package let string: String

  /// Longest key in bytes: with `.json` it fills a tar header's name.
  package static let limit = 95
  /// Bytes of the stem before `~` and 16 digits: 78 + 17 = 95.
  private static let stemLimit = 78

  /// The key of the clip with this name: its stem, with `-` for each dot.
  ///
  /// Where that changed something, or the stem is too long, it ends in `~` and the digits of the originals.
  package init(_ name: ClipName, label: Text) {
    self.init(stem: name.stem, clipID: name.clipID, label: label)
  }

  /// The same of an event's clip.
  package init(of event: Event, label: Text, _ format: ClipFormat) {
    self.init(ClipName(event: event, label: label, format: format), label: label)
  }

  /// The same of a clip whose file has this stem, by the originals that its name was made of.
  package init(stem: some StringProtocol, clipID: @autoclosure () -> Text, label: Text) {
    var bytes = Array(stem.utf8)
    let hasDot = bytes.contains(0x2E)
    if hasDot || bytes.count > Self.limit {
      let digits = ClipName.digits(ofClip: clipID(), label: label)
      bytes = bytes.prefix(Self.stemLimit).map { $0 == 0x2E ? 0x2D : $0 } + [0x7E] + digits.utf8
    }
    string = String(decoding: bytes, as: UTF8.self)
  }

  /// The name of the clip's sound in a container.
  package func file(_ format: ClipFormat) -> String { "\(string).\(format.fileExtension)" }
}
