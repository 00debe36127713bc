/// The name of a clip's file: a pure function of the event's identity and the label.
package struct ClipName: Hashable, Sendable {
  /// The event's id, or its replacement.
  package let clipID: Text
  /// The file's name without its extension, ASCII.
  package let stem: String
  /// The hexadecimal digits of SHA-1(clip id) that name fanout directories.
  ///
  /// They are computed on each use: most names are never looked for in a folder.
  package var fanoutDigits: String { SHA1(of: clipID.bytes).bytes.prefix(2).hexadecimal }

  /// Longest file name in bytes, extension included.
  package static let lengthLimit = 200
  /// Bytes of the stem kept before `~` and 16 digits are added: 179 + 17 + 4 = 200.
  private static let stemLimit = 179

  package init(event: Event, label: Text, format: ClipFormat = .wav) {
    self.init(clipID: event.clipID, label: label, format: format)
  }

  package init(clipID: Text, label: Text, format: ClipFormat = .wav) {
    self.init(Identity(clipID), label, format)
  }

  /// The names of an event's clips, which have the same id.
  package static func names(of event: Event, labels: [Text], format: ClipFormat) -> [ClipName] {
    let identity = Identity(event.clipID)
    return labels.map { ClipName(identity, $0, format) }
  }

  /// The parts that follow from an event's id alone.
  private struct Identity {
    let clipID: Text
    let cleaned: (bytes: [UInt8], changed: Bool)

    init(_ clipID: Text) {
      self.clipID = clipID
      cleaned = ClipName.cleaned(clipID)
    }
  }

  private init(_ identity: Identity, _ label: Text, _ format: ClipFormat) {
    clipID = identity.clipID
    let (id, idChanged) = identity.cleaned
    let (name, nameChanged) = Self.cleaned(label)
    var stem = id + [0x5F, 0x5F] + name
    if idChanged || nameChanged || Self.isAmbiguous(id: id, label: name)
      || Self.bytes(stem.count, format) > Self.lengthLimit
    {
      let original = Self.digits(ofClip: clipID, label: label)
      stem = stem.prefix(Self.stemLimit) + [0x7E] + Array(original.utf8)
    }
    self.stem = String(decoding: stem, as: UTF8.self)
  }

  /// 16 hexadecimal digits of SHA-1(clip id, zero byte, label), which distinguish clips whose names are alike.
  package static func digits(ofClip clipID: Text, label: Text) -> String {
    SHA1(of: clipID.bytes + [0] + label.bytes).bytes.prefix(8).hexadecimal
  }

  /// Bytes of the file's name.
  package func bytes(_ format: ClipFormat) -> Int { Self.bytes(stem.utf8.count, format) }

  private static func bytes(_ stem: Int, _ format: ClipFormat) -> Int {
    stem + 1 + format.fileExtension.utf8.count
  }

  /// The clip's path relative to its split's directory.
  package func path(fanout: Int, format: ClipFormat) -> String {
    folder(fanout: fanout) + stem + "." + format.fileExtension
  }

  /// The paths of an event's clips, one for each of these labels.
  package static func paths(
    of event: Event, labels: [Text], fanout: Int, format: ClipFormat
  ) -> [String] {
    let names = names(of: event, labels: labels, format: format)
    let folder = names.first?.folder(fanout: fanout) ?? ""
    return names.map { folder + $0.stem + "." + format.fileExtension }
  }

  /// The folder of all the event's clips, with a slash at its end.
  private func folder(fanout: Int) -> String {
    fanout == 0 ? "audio/" : "audio/\(fanoutDigits.prefix(fanout))/"
  }

  /// The stem of a file with a clip's name: `id__label`, or any plain text with `~` and 16 digits; nil for any other
  /// file.
  package static func stem(ofFile name: String, _ format: ClipFormat) -> Substring? {
    let ending = ".\(format.fileExtension)"
    guard name.hasSuffix(ending) else { return nil }
    let stem = name.dropLast(ending.count)
    return isStem(stem) ? stem : nil
  }

  private static func isStem(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count < lengthLimit, bytes.first != 0x2E else { return false }
    let digits = String(decoding: bytes.suffix(16), as: UTF8.self)
    if bytes.dropLast(16).last == 0x7E, digits.isHexadecimal(digits: 16) {
      return bytes.dropLast(17).allSatisfy(isPlain)
    }
    return bytes.allSatisfy(isPlain) && hasDoubleUnderscore(bytes)
  }

  /// The clip id in the name of a clip whose event has no id: 40 hexadecimal digits; nil for any other clip.
  package static func contentID(inPath path: Text) -> Text? {
    let name = path.bytes.split(separator: 0x2F).last ?? []
    let digits = String(decoding: name.prefix(40), as: UTF8.self)
    return digits.isHexadecimal(digits: 40) ? Text(digits) : nil
  }

  /// Replaces each scalar other than a letter, digit, `.`, `_` or `-`, and a leading `.`, with `-`.
  private static func cleaned(_ text: Text) -> (bytes: [UInt8], changed: Bool) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.bytes.count)
    var changed = false
    for byte in text.bytes {
      if byte & 0xC0 == 0x80 { continue }  // a scalar's first byte has stood for it
      if isPlain(byte) && !(byte == 0x2E && bytes.isEmpty) {
        bytes.append(byte)
      } else {
        bytes.append(0x2D)
        changed = true
      }
    }
    return (bytes, changed)
  }

  /// True if a character appears unchanged in a name.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  /// True if `id__label` could be read in two ways.
  private static func isAmbiguous(id: [UInt8], label: [UInt8]) -> Bool {
    id.last == 0x5F || label.first == 0x5F || hasDoubleUnderscore(id) || hasDoubleUnderscore(label)
  }

  static func hasDoubleUnderscore(_ bytes: some Sequence<UInt8>) -> Bool {
    var before: UInt8 = 0
    for byte in bytes {
      if byte == 0x5F, before == 0x5F { return true }
      before = byte
    }
    return false
  }
}
