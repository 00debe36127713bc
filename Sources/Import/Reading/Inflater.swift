import CZlib
import Files

/// Unpacks gzip, member after member; every checksum is compared.
struct Inflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let path: String
  /// True if a member has begun and not ended.
  private(set) var isWithinMember = false

  init(path: String) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    precondition(czlib_begin_gzip(stream) == Z_OK, "no memory to unpack gzip")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends the contents of `packed` to `output`, some MiB at most; returns the number of bytes of `packed` that it
  /// used.
  ///
  /// Zero bytes behind the last member are padding.
  mutating func unpack(
    _ packed: UnsafeRawBufferPointer, onto output: inout [UInt8]
  ) throws(StorageError) -> Int {
    var rest = packed
    while !rest.isEmpty, output.count < Self.most {
      if !isWithinMember, rest.first == 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        continue
      }
      isWithinMember = true
      let used = try step(rest, &output)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(used))
    }
    return packed.count - rest.count
  }

  /// A few packed bytes may hold a thousand times as many.
  private static let most = 4 << 20

  private static let piece = 1 << 18

  /// One call of zlib; returns the number of bytes that it used.
  private mutating func step(
    _ packed: UnsafeRawBufferPointer, _ output: inout [UInt8]
  ) throws(StorageError) -> Int {
    let held = output.count
    output.append(contentsOf: repeatElement(0, count: Self.piece))
    var code: Int32 = Z_OK
    output.withUnsafeMutableBytes { room in
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: packed.bindMemory(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(packed.count)
      stream.pointee.next_out = room.baseAddress?.advanced(by: held)
        .assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(Self.piece)
      code = inflate(stream, Z_NO_FLUSH)
    }
    output.removeLast(Int(stream.pointee.avail_out))
    let used = packed.count - Int(stream.pointee.avail_in)
    switch code {
    case Z_STREAM_END:
      isWithinMember = false
      inflateReset(stream)
    case Z_OK: break
    default: throw StorageError(damaged: path, "its gzip data is damaged (fetch or make it again)")
    }
    return used
  }
}
