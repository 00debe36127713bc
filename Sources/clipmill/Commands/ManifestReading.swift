import Cluster
import Dataset
import Files
import Survey

/// Reading a manifest for its numbers, with progress on a terminal.
enum ManifestReading {
  static func of<Result>(
    _ manifest: String,
    _ body: (String, (ManifestWalk.Progress) -> Void) throws(ManifestError) -> Result
  ) throws(RunFailure) -> Result {
    let progress = Progress(.onTerminal)
    defer { progress.end() }
    do throws(ManifestError) {
      return try body(FileSystem.absolute(manifest)) { at in
        progress.show(Progress.reading(at.events, bytes: at.bytesRead, of: at.bytesTotal))
      }
    } catch {
      throw RunFailure(error)
    }
  }

  /// One line about the lines that are no events.
  static func malformedWords(_ facts: ManifestFacts) -> String {
    let named = facts.malformedExamples.prefix(3).map(\.description).joined(separator: "; ")
    let rest = facts.malformed > 3 ? "; and \((facts.malformed - 3).grouped) more" : ""
    let lines = facts.malformed.counted("malformed line", "malformed lines")
    return "\(lines) in \(facts.path) left out:"
      + " \(named)\(rest)"
  }
}
