import CSndfile
import Glibc

/// The bytes of one regular file, handed to libsndfile through its virtual input.
///
/// libsndfile cannot tell a failed read from the end of a file. Reading for it, with a buffer that
/// replaces its many small reads, keeps the errno: the owner looks at `fault` after each call.
final class ReadAhead {
  /// One read of a network filesystem's usual size; measured not to slow scattered clips.
  static let bufferBytes = 65_536

  /// The errno of the first read that failed since the last `rewind`, else 0.
  private(set) var fault: Int32 = 0

  let descriptor: Int32
  private let size: Int
  private var position = 0
  private let buffer: UnsafeMutableRawPointer
  private var bufferStart = 0
  private var buffered = 0

  private init(descriptor: Int32, size: Int) {
    self.descriptor = descriptor
    self.size = size
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// Opens `path` for reading only; a FIFO or device does not block and is refused.
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
      throw .unreadable(words: "not a regular file")
    }
    return ReadAhead(descriptor: descriptor, size: Int(status.st_size))
  }

  /// Goes back to the first byte and forgets a fault, for a decoder that starts anew.
  func rewind() {
    position = 0
    if fault != 0 { buffered = 0 }
    fault = 0
  }

  private func seek(_ offset: Int, _ whence: Int32) -> Int {
    let base =
      switch whence {
      case SEEK_SET: 0
      case SEEK_CUR: position
      default: size
      }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = target
    return target
  }

  /// Copies up to `count` bytes; fewer at the end of the file or at a fault.
  private func read(into target: UnsafeMutableRawPointer, count: Int) -> Int {
    var done = 0
    while done < count {
      let offset = position - bufferStart
      if offset < 0 || offset >= buffered {
        guard refill() else { break }
        continue
      }
      let part = min(count - done, buffered - offset)
      memcpy(target + done, buffer + offset, part)
      done += part
      position += part
    }
    return done
  }

  /// Whether the buffer now holds at least the byte at `position`.
  private func refill() -> Bool {
    guard fault == 0, position < size else { return false }
    var got: Int
    repeat {
      got = pread(descriptor, buffer, Self.bufferBytes, position)
    } while got < 0 && errno == EINTR
    bufferStart = position
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

  private var lengthInBytes: sf_count_t { sf_count_t(size) }

  private static func from(_ user: UnsafeMutableRawPointer?) -> ReadAhead? {
    // Safe because the pointer is the one given when the handle was opened, and the owner of both
    // closes the handle before it lets go of the `ReadAhead`.
    user.map { Unmanaged<ReadAhead>.fromOpaque($0).takeUnretainedValue() }
  }
}
