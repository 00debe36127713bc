/// A change of the bytes of a sound file.
enum SoundMutation: CaseIterable {
  case flippedBits, cut, changedSize, doubledPart, lostPart, exchangedParts, overwrittenPart

  /// Changes the bytes, of which there is at least one, and says how.
  func change(_ bytes: inout [UInt8], _ draw: inout Draw) -> String {
    let head = min(bytes.count, 200)
    switch self {
    case .flippedBits:
      let count = 1 + draw.below(8)
      // Half of them are where formats state what follows.
      let reach = draw.below(2) == 0 ? head : bytes.count
      for _ in 0..<count { bytes[draw.below(reach)] ^= 1 << draw.below(8) }
      return "\(count) bits of the first \(reach) bytes flipped"
    case .cut:
      let length = draw.below(draw.below(2) == 0 ? head : bytes.count)
      bytes.removeSubrange(length...)
      return "cut to \(length) bytes"
    case .changedSize: return changeSize(&bytes, head, &draw)
    case .doubledPart:
      let part = part(of: bytes, &draw)
      bytes.insert(contentsOf: Array(bytes[part]), at: part.lowerBound)
      return "bytes \(part) doubled"
    case .lostPart:
      let part = part(of: bytes, &draw)
      bytes.removeSubrange(part)
      return "bytes \(part) lost"
    case .exchangedParts:
      let (part, other) = (part(of: bytes, &draw), draw.below(bytes.count))
      let moved = Array(bytes[part])
      bytes.removeSubrange(part)
      bytes.insert(contentsOf: moved, at: min(other, bytes.count))
      return "bytes \(part) moved to \(other)"
    case .overwrittenPart:
      let part = part(of: bytes, &draw)
      let value = draw.pick([0, 0xFF, draw.byte()])
      for place in part { bytes[place] = value }
      return "bytes \(part) all \(value)"
    }
  }

  private func changeSize(_ bytes: inout [UInt8], _ head: Int, _ draw: inout Draw) -> String {
    let width = draw.pick([2, 4, 8])
    let place = draw.below(head)
    let size: UInt64 = draw.pick([
      0, 1, 0x7F, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, .max, UInt64(bytes.count),
      UInt64(draw.below(1 << 24)),
    ])
    let isBig = draw.below(2) == 0
    for byte in 0..<min(width, bytes.count - place) {
      bytes[place + byte] = UInt8(
        truncatingIfNeeded: size >> (8 * UInt64(isBig ? width - 1 - byte : byte)))
    }
    return "\(width) bytes at \(place) turned to \(size)\(isBig ? ", big-endian" : "")"
  }

  private func part(of bytes: [UInt8], _ draw: inout Draw) -> Range<Int> {
    let start = draw.below(draw.below(2) == 0 ? min(bytes.count, 200) : bytes.count)
    return start..<min(bytes.count, start + 1 + draw.below(draw.pick([4, 64, 4096])))
  }
}
