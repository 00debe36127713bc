import Dataset
import Drawing
import Export

/// Shows how far reading many files is, and ends it when a signal comes.
package final class HashingProgress {
  /// How far it is.
  package struct Look {
    /// What is read, for people.
    package var place: String
    package var files: Int
    /// Nil where no file's content is read.
    package var bytes: Int?
    /// How far all of it is, in steps of any kind; no whole where that is not known.
    package var done: Int
    package var total: Int?

    /// Of files that are read at `place`.
    package init(_ place: String, files: Int, bytes: Int?, done: Int, of total: Int?) {
      self.place = place
      self.files = files
      self.bytes = bytes
      self.done = done
      self.total = total
    }
  }

  private let progress: Progress
  private let interrupts: Interrupts
  private var bytes = Throughput(over: 10_000, every: 100)

  /// To be made before any thread is started.
  package init(_ style: ProgressStyle) throws {
    interrupts = try Interrupts()
    progress = Progress(style, phases: ["reading"])
  }

  /// Throws where a signal has come, with `unfinished` to say where that was.
  package func look(_ look: Look, unfinished: String) throws {
    do {
      try interrupts.check()
    } catch {
      throw RunFailure(
        .interrupted,
        "interrupted at \(unfinished), after \(look.files.counted("file", "files"));"
          + " nothing was written, and the same command starts again")
    }
    bytes.note(look.bytes ?? 0, at: Clock.milliseconds)
    var step = Step("reading", look.done, of: look.total, count: look.files, unit: "files")
    step.counters = [
      LivePicture.Counter("in", look.place), LivePicture.Counter("files", look.files.grouped),
    ]
    if let size = look.bytes {
      let rate = Int(min(bytes.perSecond, 1e15)).bytesInWords
      step.counters.append(.init("content", "\(size.bytesInWords), \(rate)/s"))
    }
    progress.reach(step)
  }

  /// Removes the picture.
  package func end() { progress.end() }
}
