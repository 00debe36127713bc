import ArgumentParser
import Cluster
import Drawing
import Export
import Terminal

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how far a run is, and what goes wrong.")

  @Argument(help: "The bundle of the run.", completion: .directory)
  var bundle: String?

  @Option(
    help: ArgumentHelp("Where the coordinator listens: tcp://HOST:PORT.", valueName: "endpoint"))
  var connect: String?

  @OptionGroup var pair: KeyFlags

  @Flag(help: "Show it until the run is over or has said nothing new for 10 s; q leaves.")
  var watch = false

  @Flag(help: "Print one JSON object (with --watch, one a line).")
  var json = false

  func validate() throws {
    guard bundle != nil || connect != nil else {
      throw ValidationError("say which run: a BUNDLE, or --connect ENDPOINT")
    }
  }

  func run() throws {
    let reader = try StatusReader(bundle: bundle, endpoint: connect, keys: pair.paths)
    if watch { return try StatusWatch(reader, isJSON: json).run() }
    let status = try reader.read()
    let picture = StatusPicture(status, elapsed: status.elapsed(at: Clock.seconds), .output)
    try Output.result(
      isJSON: json, status.json + [0x0A], picture.lines.map { $0 + "\n" }.joined())
  }
}
