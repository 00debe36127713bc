import Dataset
import Files
import Glibc

/// A file of known size that units fill side by side, each its own range; what is written stays after an interruption.
struct SharedFile: ~Copyable {
  private let file: Descriptor
  private var pending: [UInt8] = []
  private var offset: Int

  private static let flushSize = 1 << 20

  /// Makes the file with its first bytes, or keeps the one that an interrupted pack has left.
  static func prepare(_ path: String, start: [UInt8], size: Int) throws(StorageError) {
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_NOFOLLOW)
    try file.write(start)
    guard ftruncate(file.number, size) == 0 else { throw StorageError("write", path, code: errno) }
    try file.sync()
  }

  /// Opens it to write from a place on.
  init(_ path: String, from offset: Int) throws(StorageError) {
    self.init(try Descriptor(opening: path, O_WRONLY | O_NOFOLLOW), offset)
  }

  private init(_ file: consuming Descriptor, _ offset: Int) {
    self.file = file
    self.offset = offset
    pending.reserveCapacity(Self.flushSize + (1 << 16))
  }

  mutating func write(_ bytes: some Collection<UInt8>) throws(StorageError) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.flushSize { try flush() }
  }

  private mutating func flush() throws(StorageError) {
    var done = 0
    while done < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        pwrite(
          file.number, bytes.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
      }
      if count < 0, errno != EINTR { throw StorageError("write", file.path, code: errno) }
      done += max(count, 0)
    }
    offset += pending.count
    pending.removeAll(keepingCapacity: true)
  }

  /// Makes what was written durable; the file has its name later.
  consuming func finish() throws(StorageError) {
    try flush()
    try file.sync()
  }
}
