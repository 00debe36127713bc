import Dataset
import Drawing
import Export
import RunState

/// Shows the progress of reading many files, and ends it when a signal comes.
package final class HashingProgress {
  /// The progress at one moment.
  package struct Look {
    /// The name of what is read, for people.
    package var place: String
    package var files: Int
    /// Nil if no file's content is read.
    package var bytes: Int?
    /// The progress of the whole, in steps of any kind; without a total if that is not known.
    package var done: Int
    package var total: Int?

    /// The progress of files at `place`.
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

  /// Make it before any thread is started.
  package init(_ style: ProgressStyle) throws {
    interrupts = try Interrupts()
    progress = Progress(style, phases: ["reading"])
  }

  /// Throws if a signal has come; `unfinished` says where the work was.
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
