import ArgumentParser
import Bundle
import Cluster
import Dataset
import Export
import Survey
import Terminal

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merges what an unfinished export has committed into its bundle.")

  @Argument(help: "The bundle of an export that is not running.", completion: .directory)
  var bundle: String

  @OptionGroup var apart: StateFlag

  @Flag(help: "Print metadata.json on standard output.")
  var json = false

  @OptionGroup var noise: QuietFlag

  func run() throws {
    let metadata = try EarlyMerge.run(try apart.layout(of: bundle), notice: noise.note)
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
      : "\(merged); \(remaining.grouped) events remain (export --resume continues)"
  }
}
