import Cluster
import Dataset
import Health
import Storage

/// Reading a manifest for its numbers, with progress on a terminal.
enum ManifestReading {
  static func of<Result>(
    _ manifest: String,
    _ body: (String, (ManifestWalk.Progress) -> Void) throws(ManifestError) -> Result
  ) throws(RunFailure) -> Result {
    let isShown = Output.isTerminal(2)
    var block = LiveBlock(descriptor: 2)
    var last = RateMeter.seconds
    defer { block.clear() }
    do throws(ManifestError) {
      return try body(Files.absolute(manifest)) { progress in
        guard isShown, RateMeter.seconds - last >= 0.1 else { return }
        last = RateMeter.seconds
        let share =
          progress.bytesTotal == 0 ? 100 : 100 * progress.bytesRead / progress.bytesTotal
        block.draw(["\(Durations.grouped(progress.events)) events, \(share)% of the manifest"])
      }
    } catch {
      throw RunFailure(error)
    }
  }

  /// One line about the lines that are no events.
  static func malformedWords(_ facts: ManifestFacts) -> String {
    let named = facts.malformedExamples.prefix(3).map(\.description).joined(separator: "; ")
    let rest = facts.malformed > 3 ? "; and \(Durations.grouped(facts.malformed - 3)) more" : ""
    let lines = facts.malformed == 1 ? "line" : "lines"
    return "\(Durations.grouped(facts.malformed)) malformed \(lines) in \(facts.path) left out:"
      + " \(named)\(rest)"
  }
}
