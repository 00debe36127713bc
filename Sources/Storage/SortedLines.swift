/// Sorts any number of lines by their bytes in bounded memory.
///
/// What does not fit is sorted in parts that are written aside; in the end the parts are merged.
/// Memory: `memory` bytes of text and 16 bytes a line of it, then 64 KiB a part.
package struct SortedLines: ~Copyable {
  private let prefix: String
  private let memory: Int
  private var text: [UInt8] = []
  private var ranges: [Range<Int>] = []
  private var parts: [String] = []

  /// Parts are files whose paths begin with `prefix`; they are gone when the lines are finished.
  package init(spillingTo prefix: String, memory: Int = 32 << 20) {
    self.prefix = prefix
    self.memory = memory
  }

  /// Adds a line, which holds no LF.
  package mutating func append(_ line: String) throws(StorageError) {
    let start = text.count
    text.append(contentsOf: line.utf8)
    ranges.append(start..<text.count)
    if text.count >= memory { try spill() }
  }

  private mutating func sort() {
    text.withUnsafeBytes { bytes in
      ranges.sort { bytes[$0].lexicographicallyPrecedes(bytes[$1]) }
    }
  }

  private mutating func spill() throws(StorageError) {
    sort()
    let path = "\(prefix)-\(parts.count).part"
    parts.append(path)
    var output = try OutputFile(replacing: path)
    for range in ranges {
      try output.write(text[range])
      try output.write([0x0A])
    }
    _ = try output.finish()
    text.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
  }

  /// Hands every line to `body` in order, equal ones as often as they were added.
  package consuming func finish(
    _ body: (ArraySlice<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    var lines = self
    guard !lines.parts.isEmpty else {
      lines.sort()
      for range in lines.ranges { try body(lines.text[range]) }
      return
    }
    if !lines.ranges.isEmpty { try lines.spill() }
    try Self.merge(lines.parts, body)
    for path in lines.parts { try Files.remove(path) }
  }

  private static func merge(
    _ paths: [String], _ body: (ArraySlice<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    var readers: [PartReader] = []
    for path in paths { readers.append(try PartReader(path)) }
    while let least = readers.indices.lazy.filter({ readers[$0].line != nil }).min(by: {
      readers[$0].line?.lexicographicallyPrecedes(readers[$1].line ?? []) ?? false
    }) {
      if let line = readers[least].line { try body(line) }
      try readers[least].advance()
    }
  }
}

/// A part's lines, one after another.
private final class PartReader {
  /// Nil at the end.
  private(set) var line: ArraySlice<UInt8>?
  private let file: Descriptor
  private var buffer: [UInt8] = []
  private var position = 0
  private static let piece = 1 << 16

  init(_ path: String) throws(StorageError) {
    file = try Descriptor(opening: path, 0)
    try advance()
  }

  func advance() throws(StorageError) {
    while true {
      if let end = buffer[position...].firstIndex(of: 0x0A) {
        line = buffer[position..<end]
        position = end + 1
        return
      }
      guard try fill() else {
        line = nil
        return
      }
    }
  }

  /// Reads on behind what is left; false at the end.
  private func fill() throws(StorageError) -> Bool {
    buffer.removeFirst(position)
    position = 0
    let kept = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.piece))
    let result: Result<Int, StorageError> = buffer.withUnsafeMutableBytes { bytes in
      do throws(StorageError) {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[kept...])
        return .success(try file.read(into: rest))
      } catch {
        return .failure(error)
      }
    }
    let count = try result.get()
    buffer.removeLast(Self.piece - count)
    return count > 0
  }
}
