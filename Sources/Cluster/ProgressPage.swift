import CLinux
import Glibc
import Storage

/// A page of memory that a renderer shares with its worker: which event it is on, and how many it has
/// finished. When the renderer dies or hangs, the page still names the event.
struct ProgressPage: ~Copyable {
  /// To be inherited by the renderer.
  let descriptor: Int32
  private let words: UnsafeMutablePointer<UInt64>
  private static let byteCount = 4096

  /// A fresh page, all zero.
  init() throws(StorageError) {
    let descriptor = clinux_memfd("clipmill-progress")
    guard descriptor >= 0, ftruncate(descriptor, Self.byteCount) == 0 else {
      throw StorageError("make", "a progress page", code: errno)
    }
    self.init(descriptor: descriptor, words: try Self.map(descriptor))
  }

  /// The page that a renderer inherited.
  init(inherited descriptor: Int32) throws(StorageError) {
    self.init(descriptor: descriptor, words: try Self.map(descriptor))
  }

  private init(descriptor: Int32, words: UnsafeMutablePointer<UInt64>) {
    self.descriptor = descriptor
    self.words = words
  }

  deinit {
    munmap(words, Self.byteCount)
    close(descriptor)
  }

  private static func map(_ descriptor: Int32) throws(StorageError) -> UnsafeMutablePointer<UInt64>
  {
    let page = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let page, page != MAP_FAILED else {
      throw StorageError("map", "a progress page", code: errno)
    }
    return page.bindMemory(to: UInt64.self, capacity: byteCount / 8)
  }

  /// The ordinal of the event being rendered; 0 between events.
  var event: Int {
    get { Int(clinux_load(words)) }
    nonmutating set { clinux_store(words, UInt64(newValue)) }
  }

  /// Events finished since the page was made.
  var finished: Int {
    get { Int(clinux_load(words + 1)) }
    nonmutating set { clinux_store(words + 1, UInt64(newValue)) }
  }
}
