import Dataset
import Export
import Files

/// Shows how far reading many files is, and ends it when a signal comes.
package final class HashingProgress {
  private let progress: Progress
  private let interrupts: Interrupts
  private var files = Throughput(over: 10_000, every: 0)
  private var bytes = Throughput(over: 10_000, every: 0)

  /// To be made before any thread is started.
  package init(_ style: ProgressStyle) throws {
    progress = Progress(style)
    interrupts = try Interrupts()
  }

  /// Throws where a signal has come, with `unfinished` to say where that was.
  package func look(_ place: String, files count: Int, bytes size: Int?, unfinished: String) throws
  {
    do {
      try interrupts.check()
    } catch {
      throw RunFailure(
        .interrupted,
        "interrupted at \(unfinished), after \(count.counted("file", "files")); nothing was written,"
          + " and the same command starts again")
    }
    files.note(count, at: Clock.milliseconds)
    bytes.note(size ?? 0, at: Clock.milliseconds)
    progress.show(words(place, count, size))
  }

  private func words(_ place: String, _ count: Int, _ size: Int?) -> String {
    var words = "\(place): \(count.counted("file", "files"))"
    if let size { words += ", \(size.bytesInWords)" }
    words += ", \(Int(files.perSecond).grouped) files/s"
    if size != nil { words += ", \(Int(bytes.perSecond).bytesInWords)/s" }
    return words
  }

  /// Removes the moving line.
  package func end() { progress.end() }
}
