import ArgumentParser
import Cluster

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Renders shards for a coordinator.", shouldDisplay: false)

  @Option(help: ArgumentHelp("Where the coordinator listens.", valueName: "endpoint"))
  var connect: String

  @Option(help: "Renderer processes; default: the CPUs this process may use.")
  var slots: Int = Host.usableCPUs

  @Option(help: "The worker's name in status and logs.")
  var name: String = "worker"

  @Option(help: "Where this worker's standard error goes, for status.")
  var log: String = ""

  @Flag(help: ArgumentHelp("End when standard input closes.", visibility: .hidden))
  var lifeline = false

  func validate() throws {
    guard (1...256).contains(slots) else {
      throw ValidationError("--slots takes 1 to 256 renderer processes, not \(slots)")
    }
  }

  func run() throws {
    var settings = WorkerSettings(endpoint: connect, name: name, slots: slots)
    settings.log = log
    settings.hasLifeline = lifeline
    throw ArgumentParser.ExitCode(try WorkerMain.run(settings))
  }
}
