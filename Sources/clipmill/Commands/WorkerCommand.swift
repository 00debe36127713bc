import ArgumentParser
import Cluster
import Dataset
import Export
import Files

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Renders shards for a coordinator, on this host or another.")

  @OptionGroup(title: "Coordinator") var place: PlaceFlags

  @OptionGroup(title: "This machine") var renderers: RendererFlags

  @Option(
    help: ArgumentHelp(
      "How long to wait for a coordinator that sends nothing: 30s, 2h (default: 10m).",
      valueName: "time"),
    transform: Patience.parse)
  var patience = Patience(seconds: 600)

  @Option(
    help: ArgumentHelp(
      "The worker's name in status and logs (default: the host's name).", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Log to this file, which is kept short, and not to standard error.", valueName: "file"),
    completion: .file())
  var logFile: String?

  @Flag(help: ArgumentHelp("End when standard input closes.", visibility: .hidden))
  var lifeline = false

  @Option(help: ArgumentHelp("MiB that a renderer may hold.", visibility: .hidden))
  var rendererMemory = ExportRequest.usualRendererMemory

  func validate() throws {
    guard (16...1 << 20).contains(rendererMemory) else {
      throw ValidationError("--renderer-memory takes 16 to 1048576 MiB, not \(rendererMemory)")
    }
    if let name, name.isEmpty || name != name.visible {
      throw ValidationError("--name takes visible text on one line, not '\(name.visible)'")
    }
    guard patience.seconds > 0 else { throw ValidationError("--patience takes 1s or more") }
  }

  func run() throws {
    var settings = WorkerSettings(try place.required, name: name, slots: renderers.count)
    settings.keys = place.keys
    settings.log = logFile
    // An export's own worker writes its log where that export has looked.
    if let logFile, !lifeline {
      try OutputForm.log.requireReplaceable(logFile, "--log-file \(logFile)")
    }
    settings.patienceSeconds = patience.seconds
    settings.hasLifeline = lifeline
    settings.rendererMemory = rendererMemory
    throw ArgumentParser.ExitCode(try WorkerMain.run(settings)?.exitCode ?? ExitCode.done)
  }
}

/// Started by a worker, never by people.
struct RendererCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renderer", abstract: "Renders what a worker orders (started by a worker).",
    shouldDisplay: false)

  func run() throws {
    throw ArgumentParser.ExitCode(RendererMain.run()?.exitCode ?? ExitCode.done)
  }
}
