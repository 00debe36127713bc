/// The paths of an event's clips as bytes, each written over the one before.
///
/// They are those of `ClipPlace`; most names are an unchanged `id__label`, for which no text is built.
package struct ClipPathBytes: Sendable {
  /// The path of the last named clip, relative to its split's folder.
  package private(set) var bytes: [UInt8] = []
  /// The range of the name without its ending.
  package private(set) var stem = 0..<0
  private let fanout: Int
  private let format: ClipFormat
  private let ending: [UInt8]
  /// `audio/`, and the event's fanout folder.
  private var folder: [UInt8] = []

  /// Paths in folders of this many digits.
  package init(fanout: Int, format: ClipFormat) {
    self.fanout = fanout
    self.format = format
    ending = Array(".\(format.fileExtension)".utf8)
  }

  /// Begins the clips of another event.
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

  /// True if the clip's name is an unchanged `id__label`.
  private func isPlain(id: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) -> Bool {
    guard let last = id.last, last != 0x5F, let first = label.first, first != 0x5F,
      id.count + 2 + label.count + ending.count <= ClipName.lengthLimit
    else { return false }
    return Self.isPlain(id) && Self.isPlain(label)
  }

  /// True if a text appears unchanged in a name.
  private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    text.first != 0x2E && text.allSatisfy(ClipName.isPlain)
      && !ClipName.hasDoubleUnderscore(text)
  }
}
