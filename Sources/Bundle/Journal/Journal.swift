import Dataset
package import Files
import Glibc

/// The only commit point of a run: an append-only file of checksummed records.
///
/// A line is `checksum synced record`: 16 hexadecimal digits (XXH3-64 over the rest of the line, seeded with
/// the line's offset, which reveals a moved or doubled line), the number of bytes of the file known to be
/// durable when the line was written, and a JSON object. The second number distinguishes a tail torn by a power
/// cut (lost, and never acknowledged) from damage to durable records (refused).
package struct Journal: ~Copyable {
  private let file: File
  /// Bytes that were handed over for writing.
  private var end = 0
  private var synced = 0
  private var pending: [UInt8] = []

  fileprivate final class File: Sendable {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  /// Records on their way to the disk; they count once `write` has returned.
  package struct Batch: Sendable {
    fileprivate let file: File
    fileprivate let bytes: [UInt8]
    fileprivate let end: Int

    fileprivate var start: Int { end - bytes.count }

    /// Writes the records and makes them durable; only one batch at a time, in the order of handing over.
    ///
    /// If there is no room, it tries again for as long as `waitsForRoom` returns true. After an error the
    /// journal must not be used again: the kernel forgets the data that it failed to write, and a second sync
    /// would wrongly succeed.
    package func write(waitsForRoom: () -> Bool = { false }) throws(StorageError) {
      while true {
        do throws(StorageError) {
          try file.descriptor.write(bytes)
          break
        } catch {
          // No data has reached the disk yet that a sync could have lost.
          guard error.kind == .full, waitsForRoom() else { throw error }
          try file.descriptor.cut(to: start)
        }
      }
      try file.descriptor.sync()
    }
  }

  /// The contents of a journal.
  package struct Replay: Sendable {
    /// The records, oldest first, each a JSON object.
    package let records: [[UInt8]]
    /// Bytes of the valid records; a torn tail may follow.
    package let validBytes: Int
  }

  /// Starts a new journal; throws if it exists already.
  package init(creating path: String) throws(StorageError) {
    file = File(try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL))
  }

  /// Adds a record; it counts only once `sync` has returned.
  package mutating func append(_ record: [UInt8]) {
    precondition(!record.contains(0x0A), "a journal record is one line")
    let body = Array(String(synced).utf8) + [0x20] + record
    let sum = checksum(of: body, seed: UInt64(end + pending.count))
    pending += sum.hexadecimal.utf8
    pending.append(0x20)
    pending += body
    pending.append(0x0A)
  }

  /// Hands over the appended records, for another thread to write; nil if there are none.
  ///
  /// They are durable once that thread's batch has been given to `note`.
  package mutating func handOver() -> Batch? {
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    end += pending.count
    return Batch(file: file, bytes: pending, end: end)
  }

  /// Records that a batch was written.
  package mutating func note(written batch: Batch) { synced = batch.end }

  /// Makes all appended records durable; see `Batch.write` for errors.
  package mutating func sync() throws(StorageError) {
    guard let batch = handOver() else { return }
    try batch.write()
    note(written: batch)
  }

  // MARK: Reading

  /// Reads and checks a journal, or its first `limit` bytes.
  ///
  /// Throws an error with the place if there is damage before the last durable record.
  package static func replay(
    _ path: String, upTo limit: Int = .max
  ) throws(StorageError) -> Replay {
    let size = FileSystem.size(path) ?? 0
    let bytes =
      limit < size
      ? try FileSystem.read(path, from: 0, byteCount: limit, isOurs: true)
      : try FileSystem.read(path, limit: 1 << 34, isOurs: true)
    var records: [[UInt8]] = []
    var offset = 0
    while offset < bytes.count {
      guard let end = bytes[offset...].firstIndex(of: 0x0A),
        let line = Line(bytes[offset..<end], at: offset)
      else {
        try refuseDamage(in: bytes, from: offset, path: path)
        break
      }
      records.append(line.record)
      offset = end + 1
    }
    return Replay(records: records, validBytes: offset)
  }

  /// Throws if a later valid line says that the broken one had been durable, or if the broken one is a whole
  /// record of another place: a torn write causes neither.
  private static func refuseDamage(
    in bytes: [UInt8], from broken: Int, path: String
  ) throws(StorageError) {
    if isMisplaced(bytes[broken...].prefix { $0 != 0x0A }, in: bytes) {
      throw StorageError(
        damaged: path,
        "the record at byte \(broken) is whole but belongs elsewhere; restore the file,"
          + " or start again with --overwrite")
    }
    var offset = broken
    while let end = bytes[offset...].firstIndex(of: 0x0A) {
      if let line = Line(bytes[offset..<end], at: offset), line.synced > broken {
        throw StorageError(
          damaged: path,
          "the record at byte \(broken) is damaged though later ones are whole; restore the file,"
            + " or start again with --overwrite")
      }
      offset = end + 1
    }
  }

  /// True if a whole line would be valid elsewhere: at the beginning of an earlier line, since it was doubled,
  /// or a record's length further on, since the record before it is gone.
  private static func isMisplaced(_ line: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
    guard line.endIndex < bytes.count, line.count > 18,
      let sum = UInt64(String(decoding: line.prefix(16), as: UTF8.self), radix: 16)
    else { return false }
    let body = Array(line.dropFirst(17))
    let fits = { (offset: Int) in checksum(of: body, seed: UInt64(offset)) == sum }
    let earlier = bytes[..<line.startIndex].indices.lazy.filter { $0 == 0 || bytes[$0 - 1] == 0x0A }
    let reach = 4096
    return earlier.contains(where: fits)
      || (line.startIndex + 1..<line.startIndex + reach).contains(where: fits)
  }

  private struct Line {
    let synced: Int
    let record: [UInt8]

    init?(_ line: ArraySlice<UInt8>, at offset: Int) {
      guard line.count > 18, line[line.startIndex + 16] == 0x20 else { return nil }
      let body = Array(line.dropFirst(17))
      let sum = checksum(of: body, seed: UInt64(offset))
      guard line.prefix(16).elementsEqual(sum.hexadecimal.utf8),
        let space = body.firstIndex(of: 0x20),
        let synced = Int(String(decoding: body[..<space], as: UTF8.self))
      else { return nil }
      self.synced = synced
      record = Array(body[(space + 1)...])
    }
  }
}
