import ArgumentParser
import Bundle
import Cluster
import Dataset
import Export
import Survey

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Folds what is committed of an unfinished export into its bundle.",
    discussion: """
      Writes the labels of all committed clips now; metadata.json says complete: false while \
      events remain, and export --resume goes on. Nothing is rendered. Example:
        clipmill merge dataset
      """)

  @Argument(help: "The bundle of an export that is not running.", completion: .directory)
  var bundle: String

  @Flag(help: "Print metadata.json on standard output.")
  var json = false

  @OptionGroup var noise: QuietFlag

  func run() throws {
    let metadata = try EarlyMerge.run(bundle, notice: noise.note)
    try Output.result(isJSON: json, metadata.json(), words(metadata) + "\n")
  }

  private func words(_ metadata: Metadata) -> String {
    let tally = metadata.merged.lifetime.tally
    let merged =
      "\(metadata.bundle.root): \(tally.writtenClips.grouped) clips of"
      + " \(tally.totalEvents.grouped) events are merged"
    let remaining = metadata.eventsRemaining
    return remaining == 0
      ? "\(merged); the bundle is complete"
      : "\(merged); \(remaining.grouped) events remain (export --resume goes on)"
  }
}
