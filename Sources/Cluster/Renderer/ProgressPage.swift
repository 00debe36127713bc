import CLinux
import Files
import Glibc
import Scheduling

/// A page of memory that a renderer shares with its worker: its current event, and the number of finished ones.
///
/// When the renderer dies or hangs, the page still names the event.
struct ProgressPage: ~Copyable {
  /// For the renderer to inherit.
  let descriptor: Int32
  /// The event's position plus 1, its ordinal, events finished, a beat that rises with each mark and each
  /// step of the decoder, clips made, and events skipped.
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

  // MARK: The renderer's side

  func mark(position: Int, ordinal: Int) {
    clinux_store(words + 1, UInt64(ordinal))
    clinux_store(words, UInt64(position + 1))
    breathe()
  }

  func finish(_ count: Int, clips: Int, skipped: Int) {
    add(clips, to: 4)
    add(skipped, to: 5)
    add(count, to: 2)
    breathe()
  }

  private func add(_ count: Int, to word: Int) {
    clinux_store(words + word, clinux_load(words + word) + UInt64(count))
  }

  /// Shows that the renderer lives, even if its event is the same.
  func breathe() { clinux_store(words + 3, clinux_load(words + 3) + 1) }

  // MARK: The worker's side

  /// Clears the marks; call it while no shard is being rendered.
  func clear() {
    for word in 0..<6 { clinux_store(words + word, 0) }
  }

  /// The current event, by its position in the shard, from 0.
  var position: Int? {
    let word = clinux_load(words)
    return word == 0 ? nil : Int(truncatingIfNeeded: word) - 1
  }

  var ordinal: Int? {
    let word = clinux_load(words + 1)
    return word == 0 ? nil : Int(truncatingIfNeeded: word)
  }

  /// Events finished since the page was cleared.
  var finished: Int { Int(truncatingIfNeeded: clinux_load(words + 2)) }

  /// The outcome of those events.
  var gains: Gains {
    Gains(
      clips: Int(truncatingIfNeeded: clinux_load(words + 4)),
      skipped: Int(truncatingIfNeeded: clinux_load(words + 5)))
  }

  var beat: Int { Int(truncatingIfNeeded: clinux_load(words + 3)) }
}
