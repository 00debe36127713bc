import CSndfile
import Glibc

/// The bytes of one regular file, passed to libsndfile through its virtual input.
///
/// libsndfile cannot distinguish a failed read from the end of a file. This class reads for it, with a buffer that
/// replaces its many small reads, and keeps the errno: the owner checks `fault` after each call. libsndfile sees a
/// `FileView`; positions are positions in it.
final class ReadAhead {
  /// One read of a network filesystem's usual size; measured not to slow scattered clips.
  static let bufferBytes = 65_536

  /// The errno of the first failed read since the last `rewind`, else 0.
  private(set) var fault: Int32 = 0

  let descriptor: Int32
  /// Bytes in the file at the time of opening.
  let size: Int
  /// The position of the next byte in the view.
  private(set) var position = 0
  private var view: FileView
  /// True if the next bytes are those of the view's disguise.
  private var isDisguised = false
  private let buffer: UnsafeMutableRawPointer
  private var bufferStart = 0
  private var buffered = 0

  private init(descriptor: Int32, size: Int) {
    self.descriptor = descriptor
    self.size = size
    view = FileView(body: 0..<size)
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// Opens `path` for reading only.
  ///
  /// A FIFO or device does not block and is refused as the node's fault, since planning found a regular file there.
  static func open(_ path: String) throws(SoundFileError) -> ReadAhead {
    guard !path.utf8.contains(0) else { throw .system(ENOENT) }
    var descriptor: Int32
    repeat {
      descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw .system(errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreachable(errno: ENOENT, words: "no regular file is there")
    }
    return ReadAhead(descriptor: descriptor, size: Int(status.st_size))
  }

  /// Shows `view` from its first byte and forgets a fault, for a decoder that starts again.
  func show(_ view: FileView) {
    self.view = view
    isDisguised = !view.disguise.isEmpty
    position = 0
    if fault != 0 { buffered = 0 }
    fault = 0
  }

  /// Up to `count` bytes of the file itself from `offset`; fewer at its end.
  ///
  /// For code that reads the file before a decoder does: the view is the whole file afterwards.
  func bytes(at offset: Int, count: Int) throws(SoundFileError) -> [UInt8] {
    show(FileView(body: 0..<size))
    guard offset >= 0, offset < size else { return [] }
    position = offset
    let count = min(count, size - offset)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      filled = target.baseAddress.map { read(into: $0, count: count) } ?? 0
    }
    guard fault == 0 else { throw .system(fault) }
    return bytes
  }

  private func seek(_ offset: Int, _ whence: Int32) -> Int {
    isDisguised = false
    let base =
      switch whence {
      case SEEK_SET: 0
      case SEEK_CUR: position
      default: view.count + (offset == 0 ? view.bytesPastEnd : 0)
      }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = target
    return target
  }

  /// Copies up to `count` bytes; fewer at the end of the view or at a fault.
  private func read(into target: UnsafeMutableRawPointer, count: Int) -> Int {
    var done = 0
    let made = isDisguised ? view.disguise : view.head
    while done < count, position < view.count {
      if position < made.count {
        target.storeBytes(of: made[position], toByteOffset: done, as: UInt8.self)
        (done, position) = (done + 1, position + 1)
        continue
      }
      let place = view.body.lowerBound + position - view.head.count
      let offset = place - bufferStart
      if offset < 0 || offset >= buffered {
        guard refill(from: place) else { break }
        continue
      }
      let part = min(count - done, buffered - offset, view.count - position)
      memcpy(target + done, buffer + offset, part)
      done += part
      position += part
    }
    return done
  }

  /// True if the buffer now holds at least the byte at `place` in the file.
  private func refill(from place: Int) -> Bool {
    guard fault == 0 else { return false }
    var got: Int
    repeat {
      got = pread(descriptor, buffer, Self.bufferBytes, place)
    } while got < 0 && errno == EINTR
    bufferStart = place
    buffered = max(got, 0)
    if got < 0 { fault = errno }
    return got > 0
  }
}

// MARK: - libsndfile's side

extension ReadAhead {
  /// The callbacks; their user data is the unretained `ReadAhead`, which outlives the handle.
  static var callbacks: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { ReadAhead.from($0)?.lengthInBytes ?? -1 },
      seek: { offset, whence, user in
        sf_count_t(ReadAhead.from(user)?.seek(Int(offset), whence) ?? -1)
      },
      read: { target, count, user in
        guard let target, count > 0 else { return 0 }
        return sf_count_t(ReadAhead.from(user)?.read(into: target, count: Int(count)) ?? 0)
      },
      write: { _, _, _ in 0 },
      tell: { sf_count_t(ReadAhead.from($0)?.position ?? -1) })
  }

  private var lengthInBytes: sf_count_t { sf_count_t(view.count) }

  private static func from(_ user: UnsafeMutableRawPointer?) -> ReadAhead? {
    // Safe because the pointer is the one given when the handle was opened, and the owner of both closes the handle
    // before it releases the `ReadAhead`.
    user.map { Unmanaged<ReadAhead>.fromOpaque($0).takeUnretainedValue() }
  }
}
