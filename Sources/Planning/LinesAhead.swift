import Dataset
import Dispatch
import Files
import Manifest
import Synchronization

/// Parses the lines of a manifest on a second thread, ahead of the planner, which judges them in their order.
///
/// The planner reads the same lines itself, since it hashes and cuts them, and takes a line's content only if its
/// bytes are the same. If they differ, since the file changes or cannot be read, the planner parses the rest itself.
/// Memory: a few mebibytes, or some of the longest lines.
final class LinesAhead {
  private struct Line: Sendable {
    let ordinal: Int
    let checksum: UInt64
    let content: LineContent
  }

  private struct State {
    var batches: [[Line]] = []
    var hasEnded = false
    var isAbandoned = false
  }

  private final class Core: Sendable {
    let state = Mutex(State())
    /// Counts batches, and the end.
    let given = DispatchSemaphore(value: 0)
    let room = DispatchSemaphore(value: 0)

    /// Hands over some lines, and waits for room; false if no more are wanted.
    func give(_ lines: [Line]) -> Bool {
      room.wait()
      let isWanted = state.withLock { state in
        if !state.isAbandoned { state.batches.append(lines) }
        return !state.isAbandoned
      }
      given.signal()
      return isWanted
    }

    func end() {
      state.withLock { $0.hasEnded = true }
      given.signal()
    }

    /// The next lines; none at the end.
    func take() -> [Line] {
      given.wait()
      let lines = state.withLock { $0.batches.isEmpty ? [] : $0.batches.removeFirst() }
      room.signal()
      return lines
    }
  }

  private let core = Core()
  private var batch: [Line] = []
  private var next = 0
  /// True if the planner continues by itself.
  private var isOver = false

  /// The most batches that wait, and the lines and bytes that make one.
  private static let mostBatches = 4
  private static let linesInBatch = 256
  private static let bytesInBatch = 1 << 19

  /// Bytes of a manifest from which a thread is worthwhile.
  static let worthwhile = 1 << 18

  /// Begins at the manifest's first line.
  init(_ manifest: String, _ options: ExportOptions) throws(ThreadShortage) {
    let core = core
    try WorkThread.startDetached {
      Self.read(manifest, options) { core.give($0) }
      core.end()
    }
    for _ in 0..<Self.mostBatches { core.room.signal() }
  }

  deinit {
    core.state.withLock { $0.isAbandoned = true }
    core.room.signal()
  }

  private static func read(
    _ manifest: String, _ options: ExportOptions, _ give: ([Line]) -> Bool
  ) {
    var parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    var batch: [Line] = []
    var bytes = 0
    do throws(ManifestError) {
      var reader = try ManifestReader(manifest: manifest)
      while let line = try reader.next() {
        batch.append(
          Line(
            ordinal: line.ordinal, checksum: checksum(of: line),
            content: LineContent(parser.parse(line), options.clips)))
        bytes += line.content?.count ?? 0
        guard batch.count == linesInBatch || bytes >= bytesInBatch else { continue }
        guard give(batch) else { return }
        batch = []
        bytes = 0
      }
    } catch {
      // The planner meets the same error, and reports it.
    }
    if !batch.isEmpty { _ = give(batch) }
  }

  /// The content of a line that the planner has read; nil if it has to parse the line itself.
  func content(of line: ManifestLine) -> LineContent? {
    if isOver { return nil }
    if next == batch.count { (batch, next) = (core.take(), 0) }
    guard next < batch.count, batch[next].ordinal == line.ordinal,
      batch[next].checksum == Self.checksum(of: line)
    else {
      isOver = true
      return nil
    }
    next += 1
    return batch[next - 1].content
  }

  private static func checksum(of line: ManifestLine) -> UInt64 {
    line.content.map { ContentDigest(of: $0).low } ?? 0
  }
}
