package import Dataset
import Glibc

/// Streams the lines of a manifest, or of a byte range of one, in big reads.
///
/// Only LF ends a line. A byte-order mark at the file's start, carriage returns, blank lines (JSON
/// white space alone) and a last line without LF are tolerated. Memory: two reads, or one line of
/// the longest allowed length; a longer line is passed over, never held.
package struct ManifestReader: ~Copyable {
  /// The hashes of all bytes that are read, including byte-order mark and blank lines.
  package enum Hashing {
    case nothing
    /// XXH3-128 of ranges that the caller cuts.
    case ranges
    /// The same, and the SHA-256 of the whole.
    case rangesAndFile
  }

  private let file: ManifestFile
  private let chunkSize: Int
  private var hashes: ManifestHashes
  private var buffer: UnsafeMutableRawBufferPointer
  /// File offset of the buffer's first byte.
  private var base: Int
  /// Buffer positions: hashed <= start (the first byte not yet passed) <= scanned <= end.
  private var hashed = 0
  private var start = 0
  private var scanned = 0
  private var end = 0
  /// File offset at which reading stops.
  private let limit: Int
  private var isAtEnd = false
  private var nextOrdinal: Int
  private var lineNumber = 0
  private var rangeStart: Int
  private var lineStart: Int

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Opens a manifest for `length` bytes from `offset`, which must begin a line (to the file's end if nil); the first
  /// non-blank line gets `firstOrdinal`.
  package init(
    path: String, offset: Int = 0, length: Int? = nil, firstOrdinal: Int = 1,
    hashing: Hashing = .nothing, chunkSize: Int = 1 << 20
  ) throws(ManifestError) {
    self.init(
      try ManifestFile(path: path), offset: offset, length: length, firstOrdinal: firstOrdinal,
      hashing: hashing, chunkSize: chunkSize)
  }

  /// Opens a whole manifest of a user.
  ///
  /// A file of another kind, such as gzip or CSV, is refused with `anotherKind`, as every line of it would be
  /// malformed.
  package init(
    manifest path: String, hashing: Hashing = .nothing, chunkSize: Int = 1 << 20
  ) throws(ManifestError) {
    self.init(
      try ManifestFile(path: path, isManifest: true), offset: 0, length: nil, firstOrdinal: 1,
      hashing: hashing, chunkSize: chunkSize)
  }

  private init(
    _ file: consuming ManifestFile, offset: Int, length: Int?, firstOrdinal: Int,
    hashing: Hashing, chunkSize: Int
  ) {
    precondition(offset >= 0 && (length ?? 0) >= 0 && chunkSize > 0, "a range of bytes, in chunks")
    self.file = file
    self.chunkSize = chunkSize
    hashes = ManifestHashes(hashing)
    buffer = .allocate(byteCount: 2 * chunkSize, alignment: 16)
    base = offset
    limit = length.map { offset.addingReportingOverflow($0) }.map { $1 ? .max : $0 } ?? .max
    nextOrdinal = firstOrdinal
    rangeStart = offset
    lineStart = offset
  }

  deinit { buffer.deallocate() }

  /// The file's bytes at the time of opening.
  package var fileSize: Int { file.size }

  /// File offset of the first byte that no line has passed yet.
  package var offset: Int { base + start }

  /// The next non-blank line, nil at the end.
  package mutating func next() throws(ManifestError) -> ManifestLine? {
    hashes.forgetLine()
    while true {
      if let lineFeed = Self.lineFeed(in: filled, from: scanned) {
        if let line = takeLine(contentEnd: lineFeed, lineEnd: lineFeed + 1) { return line }
      } else if isAtEnd {
        guard start < end else { return nil }
        if let line = takeLine(contentEnd: end, lineEnd: end) { return line }
      } else if end - start > ManifestLine.lengthLimit + Self.byteOrderMark.count {
        if let line = try passLongLine() { return line }
      } else {
        scanned = end
        try fill()
      }
    }
  }

  /// The end of a range of bytes.
  package enum Cut {
    case beforeLine
    case afterLine
  }

  /// Ends the range that began at the last cut (or at the reader's start), before or after the line that `next()`
  /// returned last; after the end of the manifest only `after` is possible.
  package mutating func cutRange(_ cut: Cut) -> (bytes: Range<Int>, digest: ContentDigest) {
    let position = cut == .beforeLine ? lineStart : base + start
    if position - base > hashed { pass(upTo: position - base) }
    let range = rangeStart..<position
    rangeStart = position
    return (range, hashes.cut(beforeMarkedLine: cut == .beforeLine))
  }

  /// The SHA-256 of all bytes read, in hexadecimal; call it once, after the end.
  package mutating func fileDigest() -> String { hashes.finish() }

  private var filled: UnsafeMutableRawBufferPointer { .init(rebasing: buffer[..<end]) }

  /// Steps past a line in the buffer; nil if it is blank.
  private mutating func takeLine(contentEnd: Int, lineEnd: Int) -> ManifestLine? {
    let isFirst = base + start == 0
    var content = UnsafeRawBufferPointer(rebasing: buffer[start..<contentEnd])
    if isFirst, content.starts(with: Self.byteOrderMark) {
      content = UnsafeRawBufferPointer(rebasing: content.dropFirst(Self.byteOrderMark.count))
    }
    let range = base + start..<base + lineEnd
    start = lineEnd
    scanned = lineEnd
    lineNumber += 1
    if ManifestLine.isBlank(content) { return nil }
    return line(range, content: content.count > ManifestLine.lengthLimit ? nil : content)
  }

  private mutating func line(_ range: Range<Int>, content: UnsafeRawBufferPointer?) -> ManifestLine
  {
    defer { nextOrdinal += 1 }
    lineStart = range.lowerBound
    return ManifestLine(ordinal: nextOrdinal, number: lineNumber, range: range, content: content)
  }

  /// Reads to the end of a line that is longer than the limit, without keeping any of it.
  private mutating func passLongLine() throws(ManifestError) -> ManifestLine? {
    let begin = base + start
    pass(upTo: start)
    hashes.markLine()
    if begin == 0, filled.starts(with: Self.byteOrderMark) { start += Self.byteOrderMark.count }
    var isBlank = true
    var lineFeed: Int?
    repeat {
      lineFeed = Self.lineFeed(in: filled, from: start)
      let stop = lineFeed ?? end
      isBlank = isBlank && ManifestLine.isBlank(.init(rebasing: buffer[start..<stop]))
      start = lineFeed.map { $0 + 1 } ?? end
      if lineFeed == nil, !isAtEnd { try fill() }
    } while lineFeed == nil && start < end
    pass(upTo: start)
    scanned = start
    lineNumber += 1
    if isBlank {
      hashes.forgetLine()
      return nil
    }
    return line(begin..<base + start, content: nil)
  }

  private mutating func pass(upTo position: Int) {
    hashes.pass(UnsafeRawBufferPointer(rebasing: buffer[hashed..<position]))
    hashed = position
  }

  /// Moves the contents of the buffer to its front, and reads one more chunk behind them.
  private mutating func fill() throws(ManifestError) {
    pass(upTo: start)
    if start > 0, let front = buffer.baseAddress {
      memmove(front, front + start, end - start)
      base += start
      end -= start
      scanned -= min(scanned, start)
      hashed = 0
      start = 0
    }
    if buffer.count - end < chunkSize { grow() }
    let wanted = min(chunkSize, limit - base - end)
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<end + wanted])
    let count = wanted > 0 ? try file.read(into: room, at: base + end) : 0
    hashes.read(UnsafeRawBufferPointer(rebasing: room[..<count]))
    end += count
    isAtEnd = count == 0
  }

  private mutating func grow() {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * buffer.count, end + chunkSize), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(filled))
    buffer.deallocate()
    buffer = larger
  }

  private static func lineFeed(in text: UnsafeMutableRawBufferPointer, from start: Int) -> Int? {
    guard let base = text.baseAddress, start < text.count,
      let hit = memchr(base + start, 0x0A, text.count - start)
    else { return nil }
    return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
  }
}
