import CSndfile
import Glibc

/// The output of libsndfile, kept in memory.
///
/// Safe because libsndfile calls back on the thread that called it, and the caller keeps the object alive until the
/// handle is closed.
final class MemoryOutput {
  private(set) var bytes: [UInt8] = []
  private var position = 0

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  private func write(_ data: UnsafeRawPointer, _ count: Int) -> Int {
    let source = UnsafeRawBufferPointer(start: data, count: count)
    let end = position + count
    if position == bytes.count {
      bytes.append(contentsOf: source)
    } else {
      if end > bytes.count { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
      bytes.replaceSubrange(position..<end, with: source)
    }
    position = end
    return count
  }

  private func seek(_ offset: Int, _ origin: Int32) -> Int {
    let start =
      switch origin {
      case SEEK_CUR: position
      case SEEK_END: bytes.count
      default: 0
      }
    guard start + offset >= 0 else { return -1 }
    position = start + offset
    return position
  }

  private func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    let available = max(min(count, bytes.count - position), 0)
    bytes.withUnsafeBytes { source in
      guard available > 0, let base = source.baseAddress else { return }
      target.copyMemory(from: base + position, byteCount: available)
    }
    position += available
    return available
  }

  private static func output(_ user: UnsafeMutableRawPointer?) -> MemoryOutput {
    guard let user else { preconditionFailure("libsndfile lost its output") }
    // Safe because the object outlives the handle that was given its address.
    return Unmanaged<MemoryOutput>.fromOpaque(user).takeUnretainedValue()
  }

  static var callbacks: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(MemoryOutput.output($0).bytes.count) },
      seek: { sf_count_t(MemoryOutput.output($2).seek(Int($0), $1)) },
      read: { target, count, user in
        target.map { sf_count_t(MemoryOutput.output(user).read($0, Int(count))) } ?? 0
      },
      write: { data, count, user in
        data.map { sf_count_t(MemoryOutput.output(user).write($0, Int(count))) } ?? 0
      },
      tell: { sf_count_t(MemoryOutput.output($0).position) })
  }
}
