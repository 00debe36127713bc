/// The paths of an event's clips as bytes, each written where the one before it was.
///
/// They are those of `ClipPlace`; most names are `id__label` as it stands, for which no text is built.
package struct ClipPathBytes: Sendable {
  /// Of the clip named last, relative to its split's folder.
  package private(set) var bytes: [UInt8] = []
  /// Where in it the name without its ending lies.
  package private(set) var stem = 0..<0
  private let fanout: Int
  private let format: ClipFormat
  private let ending: [UInt8]
  /// `audio/`, and the event's fanout folder.
  private var folder: [UInt8] = []

  /// Paths in folders of so many digits.
  package init(fanout: Int, format: ClipFormat) {
    self.fanout = fanout
    self.format = format
    ending = Array(".\(format.fileExtension)".utf8)
  }

  /// Goes on to another event's clips.
  package mutating func begin(id: UnsafeRawBufferPointer) {
    folder.removeAll(keepingCapacity: true)
    folder += "audio/".utf8
    guard fanout > 0 else { return }
    folder += SHA1(of: Array(id)).bytes.prefix(2).hexadecimal.utf8.prefix(fanout)
    folder.append(0x2F)
  }

  /// Names the clip of a label of the event; both texts are UTF-8.
  package mutating func name(id: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) {
    bytes.removeAll(keepingCapacity: true)
    bytes += folder
    let start = bytes.count
    if isPlain(id: id, label: label) {
      bytes.append(contentsOf: id)
      bytes.append(0x5F)
      bytes.append(0x5F)
      bytes.append(contentsOf: label)
    } else {
      let (id, label) = (Text(validated: id), Text(validated: label))
      bytes += ClipName(clipID: id, label: label, format: format).stem.utf8
    }
    stem = start..<bytes.count
    bytes += ending
  }

  /// Whether the clip's name is `id__label` as it stands.
  private func isPlain(id: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) -> Bool {
    guard let last = id.last, last != 0x5F, let first = label.first, first != 0x5F,
      id.count + 2 + label.count + ending.count <= ClipName.lengthLimit
    else { return false }
    return Self.isPlain(id) && Self.isPlain(label)
  }

  /// Whether a text stands in a name as it is.
  private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    text.first != 0x2E && text.allSatisfy(ClipName.isPlain)
      && !ClipName.hasDoubleUnderscore(text)
  }
}
