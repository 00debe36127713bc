import ArgumentParser
import Cluster
import Drawing
import Export
import RunState
import Terminal
import Web

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how far a run is, and what goes wrong.")

  @Argument(help: "The bundle of the run.", completion: .directory)
  var bundle: String?

  @Argument(
    help: "With --prometheus: the file to write, replaced in one step.", completion: .file())
  var output: String?

  @OptionGroup var apart: StateFlag
  @OptionGroup var address: ConnectFlag
  @OptionGroup var pair: KeyFlags

  @Flag(help: "Show it until the run is over or has said nothing new for 10 s; q leaves.")
  var watch = false

  @Flag(help: "Print one JSON object (with --watch, one a line).")
  var json = false

  @Flag(help: "Print it as metrics for Prometheus, or write them to OUTPUT.")
  var prometheus = false

  func validate() throws {
    guard prometheus || output == nil else {
      throw ValidationError("OUTPUT is a file for --prometheus: give both, or neither")
    }
    guard !prometheus || !(json || watch) else {
      throw ValidationError("--prometheus prints metrics once: give no --json and no --watch")
    }
    guard bundle != nil || address.connect != nil else {
      throw ValidationError("say which run: a BUNDLE, or --connect ENDPOINT")
    }
  }

  func run() throws {
    let reader = try StatusReader(
      bundle: try bundle.map { path throws(RunFailure) in try apart.layout(of: path) },
      endpoint: address.connect, keys: pair.paths)
    if watch { return try StatusWatch(reader, isJSON: json).run() }
    let status = try reader.read()
    if prometheus { return try write(StatusMetrics(status).text) }
    let picture = StatusPicture(status, elapsed: status.elapsed(at: Clock.seconds), .output)
    try Output.result(
      isJSON: json, status.json + [0x0A], picture.lines.map { $0 + "\n" }.joined())
  }

  private func write(_ metrics: [UInt8]) throws(RunFailure) {
    guard let output else { return try Output.result(document: metrics) }
    try OutputForm.prometheus.write(metrics, to: output, output)
  }
}
