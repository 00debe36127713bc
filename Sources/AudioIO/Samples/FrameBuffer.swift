import Glibc

/// A run of mono frames, all of one size, that grows at its end and shrinks at its front.
///
/// Its memory grows with what is committed, by doubling, and is reused after that.
struct FrameBuffer: ~Copyable {
  /// The frame number of the first frame held.
  private(set) var start = 0
  /// Frames of memory that an empty window keeps, 16 MiB for float.
  private static let capacityKept = 1 << 22

  private var held = 0
  private var head = 0
  private var capacity = 0
  private var storage: UnsafeMutableRawPointer?
  /// Bytes a frame.
  private let stride: Int

  init(bytesPerFrame stride: Int) { self.stride = stride }

  deinit { storage?.deallocate() }

  /// The frame number after the last frame held.
  var end: Int { start + held }

  /// Empties the window; the next committed frame is number `frame`.
  ///
  /// Memory from one very long request is released.
  mutating func reset(at frame: Int) {
    start = frame
    held = 0
    head = 0
    guard capacity > Self.capacityKept else { return }
    storage?.deallocate()
    storage = nil
    capacity = 0
  }

  /// Room for `count` more frames behind the last one; valid until the next call.
  mutating func room(for count: Int) -> UnsafeMutableRawPointer {
    if let storage, head + held + count <= capacity { return storage + (head + held) * stride }
    if let storage, held + count <= capacity, head >= held {
      memmove(storage, storage + head * stride, held * stride)
      head = 0
      return storage + held * stride
    }
    let larger = max(capacity * 2, held + count)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger * stride, alignment: 64)
    if let storage {
      memcpy(moved, storage + head * stride, held * stride)
      storage.deallocate()
    }
    (storage, capacity, head) = (moved, larger, 0)
    return moved + held * stride
  }

  /// Keeps the first `count` frames written to `room`.
  mutating func commit(_ count: Int) {
    precondition(head + held + count <= capacity, "more frames committed than there was room for")
    held += count
  }

  /// Releases the frames before `frame`.
  mutating func drop(before frame: Int) {
    let count = min(max(frame - start, 0), held)
    start += count
    head += count
    held -= count
  }

  /// The window's frames in `range`, which starts at or after `start`.
  func frames(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let count = min(range.upperBound, end) - range.lowerBound
    guard let storage, count > 0, range.lowerBound >= start else {
      return .init(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(
      start: storage + (head + range.lowerBound - start) * stride, count: count * stride)
  }
}
