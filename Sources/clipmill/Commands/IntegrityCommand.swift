import ArgumentParser
import Cluster
import Dataset
import Files
import Integrity
import RunState
import Survey
import Terminal

struct IntegrityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "integrity",
    abstract: "Checks that raw data sets are there and unchanged.")

  @Option(help: ArgumentHelp("The data sets, as JSON.", valueName: "file"), completion: .file())
  var config = "configs/dataset_integrity.json"

  @Flag(help: "Look for every file of the checksum manifests.")
  var verifyManifests = false

  @Flag(help: "Read every such file and compare its digest.")
  var recomputeDigests = false

  @Option(
    help: ArgumentHelp("Look at the first N entries of each manifest only.", valueName: "n"))
  var maxChecks: Int?

  @Option(
    help: ArgumentHelp(
      "How progress is shown; auto is live on a terminal, else plain.", valueName: "how"))
  var progress = ProgressStyle.auto

  @OptionGroup var noise: QuietFlag

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  func validate() throws {
    guard maxChecks ?? 1 >= 1 else {
      throw ValidationError("--max-checks takes 1 or more entries, not \(maxChecks ?? 0)")
    }
  }

  func run() throws {
    let data: IntegrityConfig
    do throws(IntegrityConfig.Fault) {
      data = try IntegrityConfig.read(config)
    } catch {
      throw RunFailure(.badConfig, error.description)
    }
    var request = IntegrityRequest()
    request.verifiesManifests = verifyManifests
    request.recomputesDigests = recomputeDigests
    request.maxChecks = maxChecks
    request.threads = Host.usableCPUs
    let report = try check(data, request)
    let tables = IntegrityTables(report)
    try Output.result(
      isJSON: json, report.json(), tables.text(.output),
      fault: report.failed.isEmpty ? nil : tables.verdict)
    if !report.failed.isEmpty { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }

  private func check(
    _ data: IntegrityConfig, _ request: IntegrityRequest
  ) throws -> IntegrityReport {
    let watch = try HashingProgress(noise.style(progress))
    defer { watch.end() }
    return try IntegrityCheck.run(data, request) { at in
      let look = HashingProgress.Look(
        "\(at.name.visible), data set \(at.number) of \(at.count)", files: at.checked,
        bytes: request.recomputesDigests ? at.bytesHashed : nil,
        done: (at.number - 1) * 100 + at.percent, of: at.count * 100)
      try watch.look(
        look, unfinished: "data set \(at.number) of \(at.count), \(at.name.visible)")
    }
  }
}
