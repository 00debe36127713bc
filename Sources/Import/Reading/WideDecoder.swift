import Files

/// Converts UTF-16 and UTF-32 to UTF-8, piece by piece.
struct WideDecoder {
  private let text: WideText
  private let path: String
  /// Bytes of a character that the next piece completes.
  private var pending: [UInt8] = []
  private var marksLeft: Int

  init(_ text: WideText, path: String) {
    self.text = text
    self.path = path
    marksLeft = text.markBytes
  }

  /// Appends the piece as UTF-8; at the end of the file no bytes may be left over.
  mutating func decode(
    _ piece: some Sequence<UInt8>, isLast: Bool, onto output: inout [UInt8]
  ) throws(StorageError) {
    pending += piece
    var position = min(marksLeft, pending.count)
    marksLeft -= position
    while let (scalar, size) = try next(at: position) {
      output += UTF8.encode(scalar).map { Array($0) } ?? []
      position += size
    }
    pending.removeFirst(position)
    if isLast, !pending.isEmpty { throw damage }
  }

  private var damage: StorageError {
    StorageError(damaged: path, "it is not valid \(text.name) (save it as UTF-8)")
  }

  private func next(at position: Int) throws(StorageError) -> (Unicode.Scalar, Int)? {
    guard let first = unit(at: position) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, text.unitBytes) }
    guard text.unitBytes == 2, (0xD800..<0xDC00).contains(first) else { throw damage }
    guard let second = unit(at: position + 2) else { return nil }
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw damage }
    return (scalar, 4)
  }

  private func unit(at position: Int) -> UInt32? {
    guard position + text.unitBytes <= pending.count else { return nil }
    var unit: UInt32 = 0
    for step in 0..<text.unitBytes {
      let place = text.isBigEndian ? step : text.unitBytes - 1 - step
      unit = unit << 8 | UInt32(pending[position + place])
    }
    return unit
  }
}
