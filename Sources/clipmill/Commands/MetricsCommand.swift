import ArgumentParser
import Cluster
import Dataset
import Drawing
import Files
import Manifest
import RunState
import Survey
import Terminal

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Takes a snapshot of a manifest's numbers, and compares it with an earlier one.")

  @Argument(help: "The events, one JSON object a line.", completion: .file())
  var manifest: String

  @Option(
    help: ArgumentHelp("Write the snapshot to this file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Compare with this earlier snapshot.", valueName: "file"),
    completion: .file())
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "With --compare, end with 2 where labels, techniques or source sets shifted that far.",
      valueName: "shift"))
  var failOn: Drift.Shift?

  @OptionGroup var fields: FieldFlags

  @Flag(help: "Print the drift, or without --compare the snapshot, as JSON on standard output.")
  var json = false

  @OptionGroup var noise: QuietFlag

  func validate() throws {
    if failOn != nil, compare == nil {
      throw ValidationError("--fail-on judges a drift: give --compare FILE too")
    }
  }

  func run() throws {
    // A snapshot may replace the one with which it is compared.
    try ReportPlaces(
      outputs: [("--output", output, .metrics)], inputs: [("the manifest", manifest)]
    ).check()
    let old = try compare.map(earlier)
    let (metrics, facts) = try read(fields.options())
    try facts.requireEvents()
    if facts.malformed.count > 0 { Output.error("clipmill: \(facts.omission)") }
    let drift = old.map { Drift(from: $0, to: metrics) }
    if let output {
      try OutputForm.metrics.write(metrics.json(), to: output, "--output \(output)")
    }
    var written = WrittenFiles()
    written.add("snapshot", output)
    if json { written.note(noise) }
    try Output.result(
      isJSON: json, drift?.json() ?? metrics.json(),
      (drift.map { DriftTables($0).text(.output) } ?? MetricsTables(metrics).text(.output))
        + written.text)
    let moved = failOn.flatMap { drift?.kinds(movedBy: $0) } ?? []
    guard moved.isEmpty else {
      Output.error("clipmill: the manifest has drifted: \(moved.joined(separator: "; "))")
      throw ArgumentParser.ExitCode(ExitCode.gateFailed)
    }
  }

  private func read(_ fields: FieldOptions) throws(RunFailure) -> (Metrics, ManifestFacts) {
    let progress = Progress(noise.style(.auto), phases: ["reading"])
    defer { progress.end() }
    do throws(ManifestError) {
      return try Metrics.read(FileSystem.absolute(manifest), fields) { at in
        progress.reach(Step("reading", reading: at))
      }
    } catch {
      throw RunFailure(error)
    }
  }

  private func earlier(_ path: String) throws(RunFailure) -> Metrics {
    do throws(StorageError) {
      return try Metrics.snapshot(at: FileSystem.absolute(path))
    } catch {
      throw RunFailure(input: error)
    }
  }
}

extension Drift.Shift: ExpressibleByArgument {}

extension ManifestFacts {
  /// A line about the lines that are not events.
  var omission: String {
    let lines = malformed.count.counted("malformed line", "malformed lines")
    return "\(lines) in \(path) skipped: \(malformed)"
  }

  /// Throws if no line is an event, or none has any field of one: figures about nothing are not a result.
  func requireEvents() throws(RunFailure) {
    guard events == 0 else {
      if labelled == 0, let lack = try? FieldLack(in: path),
        lack.fields.count == FieldLack.needed.count
      {
        throw RunFailure(.badInput, "\(path): \(lack)")
      }
      return
    }
    throw RunFailure(
      .badInput,
      malformed.count == 0
        ? "no events in \(path)" : "no line of \(path) is an event: \(omission)")
  }
}
